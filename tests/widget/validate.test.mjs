// The form rules, by the table that the server's tests read too.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { checkField } from '../../widget/panel/validate.js';
import { say } from '../../widget/panel/words.js';

/** @type {{ field: any, value: any, error: string | null }[]} */
const cases = JSON.parse(readFileSync(new URL('validation-cases.json', import.meta.url), 'utf8'));

test('the shared table is not small', () => {
  assert.ok(cases.length >= 60);
});

for (const { field, value, error } of cases) {
  const shown = JSON.stringify(value) ?? 'nothing';
  const short = shown.length > 60 ? `${shown.slice(0, 60)}… (${shown.length})` : shown;
  test(`${field.kind} ${short} is ${error ? `refused: ${error}` : 'taken'}`, () => {
    const fault = checkField(field, value);
    assert.equal(fault && say(fault.word, fault.with), error);
  });
}
