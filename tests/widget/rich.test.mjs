// What of a bot's text becomes bold or a link, and what stays text.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cleanUrl } from '../../widget/panel/page.js';
import { readRich, safeUrl } from '../../widget/panel/rich.js';

/** @param {string} text */
const read = (text) => readRich(text).map((piece) => (piece.kind === 'text' ? piece.text : [piece.kind, piece.text]));

test('two stars are bold, and anything else stays as it is', () => {
  assert.deepEqual(read('Before **2 pm tomorrow**, please'), ['Before ', ['bold', '2 pm tomorrow'], ', please']);
  for (const text of ['2 ** 3 ** 4', '****', '**', '* a *', '**a\nb**', '<b>x</b>', '[x](y)']) assert.deepEqual(read(text), [text]);
});

test('a link ends before the sentence does', () => {
  assert.deepEqual(read('See https://a.example/x.'), ['See ', ['link', 'https://a.example/x'], '.']);
  assert.deepEqual(read('(https://a.example/x)'), ['(', ['link', 'https://a.example/x'], ')']);
  assert.deepEqual(read('https://a.example/x_(y)'), [['link', 'https://a.example/x_(y)']]);
  assert.deepEqual(read('**https://a.example**').flat().includes('bold'), true);
});

test('only http and https without a password are links', () => {
  for (const text of ['javascript:alert(1)', 'data:text/html,x', 'https://user:pass@a.example', 'https://', 'ftp://a.example']) {
    assert.ok(read(text).every((piece) => typeof piece === 'string'), text);
    assert.equal(safeUrl(text), null, text);
  }
  assert.equal(safeUrl('https://a.example/'), 'https://a.example/');
});

test('no character of a text is lost', () => {
  for (const text of ['a **b** c https://d.example, e', '****x****', 'https://a.example https://b.example', '**a** **b**']) {
    const back = readRich(text).map((piece) => (piece.kind === 'bold' ? `**${piece.text}**` : piece.text)).join('');
    assert.equal(back, text);
  }
});

test('fragments and passwords of the page’s address stay with the visitor', () => {
  assert.equal(cleanUrl('https://me:secret@shop.example/a?b=c#token=1'), 'https://shop.example/a?b=c');
  assert.equal(cleanUrl(''), '');
});
