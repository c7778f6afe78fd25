// Every language says all that English says, with the same gaps to fill.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import en from '../../widget/panel/words/en.js';
import { LANGUAGES, nearest } from '../../widget/panel/words.js';

const panel = new URL('../../widget/panel/', import.meta.url);
const gaps = (/** @type {string} */ text) => (text.match(/\{\w+\}/g) ?? []).sort();

test('the languages offered are the files there are', () => {
  const files = readdirSync(new URL('words/', panel)).map((name) => name.replace('.js', ''));
  assert.deepEqual([...LANGUAGES].sort(), files.sort());
});

for (const language of LANGUAGES) {
  test(`${language} has every sentence, with its gaps`, async () => {
    const words = (await import(new URL(`words/${language}.js`, panel).href)).default;
    assert.deepEqual(Object.keys(words).sort(), Object.keys(en).sort());
    for (const [key, sentence] of Object.entries(en)) {
      assert.deepEqual(gaps(words[key]), gaps(sentence), key);
      assert.ok(words[key].trim() !== '', key);
    }
  });
}

test('no sentence is shouted', () => {
  for (const sentence of Object.values(en)) assert.doesNotMatch(sentence, /!|oops/i);
});

test('every sentence that the panel says is there, and every one there is said', () => {
  const code = readdirSync(panel).filter((name) => name.endsWith('.js')).map((name) => readFileSync(new URL(name, panel), 'utf8')).join('\n');
  const said = [...code.matchAll(/say\('(\w+)'/g)].map((match) => match[1] ?? '');
  for (const key of said) assert.ok(key in en, key);
  // `need_email` and its like are put together from the field's kind.
  const fixed = Object.keys(en).filter((key) => !key.startsWith('need_'));
  for (const key of fixed) assert.match(code, new RegExp(`'${key}'`), key);
});

test('a regional wish finds its language, an unknown one English', () => {
  assert.equal(nearest('de-AT'), 'de');
  assert.equal(nearest('PT_br'), 'pt');
  assert.equal(nearest('tlh'), 'en');
});
