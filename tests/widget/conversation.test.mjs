// The conversation by `seq`, and how its lines are laid out.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { arrange } from '../../widget/panel/arrange.js';
import { accept, draft, inOrder, makeConversation, resume, store } from '../../widget/panel/conversation.js';

const NOON = new Date(2026, 10, 21, 12).getTime();

/** @param {number} seq @param {string} author @param {object} [more] @returns {any} */
const message = (seq, author, more = {}) => ({
  seq, id: `s${seq}`, author, at: NOON + seq * 1000, body: { kind: 'text', text: `m${seq}` }, ...more });

/** @param {any[]} messages @param {object} [more] @returns {any} */
const opened = (messages, more = {}) => ({
  type: 'opened', conversation: 'c', status: 'bot', seq: messages.at(-1)?.seq ?? 0, messages, more: false, now: NOON, ...more });

/** @param {any} given @returns {any[]} */
const lay = (given) => arrange({
  messages: [], pending: [], greeting: [], replies: [], more: false, typing: null, status: 'bot', now: NOON,
  isLate: () => false, isOffline: false, declined: new Set(), ...given });

const bubbles = (/** @type {any[]} */ lines) => lines.filter((line) => line.type === 'bubble');

test('a message that is known already is not taken twice', () => {
  const conversation = makeConversation();
  resume(conversation, opened([message(1, 'visitor'), message(2, 'bot')]), NOON);
  assert.equal(accept(conversation, message(2, 'bot')), false);
  assert.equal(accept(conversation, message(3, 'bot')), true);
  assert.deepEqual(inOrder(conversation).map((one) => one.seq), [1, 2, 3]);
});

test('an answer that is being worded is one line, until its message takes its place', () => {
  const conversation = makeConversation();
  resume(conversation, opened([message(1, 'visitor')]), NOON);
  draft(conversation, 's2', 'It takes');
  draft(conversation, 's2', 'It takes three');
  const lines = lay({ messages: inOrder(conversation), draft: conversation.draft, typing: 'bot' });
  assert.deepEqual(lines.slice(-1), [{ type: 'draft', key: 'draft:s2', text: 'It takes three' }], 'and no dots beside it');
  accept(conversation, message(2, 'bot'));
  assert.equal(conversation.draft, null);
  draft(conversation, 's2', 'It takes three');
  assert.equal(conversation.draft, null, 'what comes late comes to nothing');
});

test('a draft goes when nothing comes of it, when another begins, and when the line was lost', () => {
  const conversation = makeConversation();
  resume(conversation, opened([message(1, 'visitor')]), NOON);
  draft(conversation, 's2', 'It');
  draft(conversation, 's9', 'Once more');
  assert.deepEqual(conversation.draft, { id: 's9', text: 'Once more' }, 'the job was begun again');
  draft(conversation, 's2', undefined);
  assert.equal(conversation.draft?.id, 's9');
  draft(conversation, 's9', undefined);
  assert.equal(conversation.draft, null);
  draft(conversation, 's9', 'Once more');
  resume(conversation, opened([message(2, 'bot')]), NOON);
  assert.equal(conversation.draft, null);
});

test('an ack that overtakes a message does not move the resume point past it', () => {
  const conversation = makeConversation();
  resume(conversation, opened([message(1, 'visitor')]), NOON);
  store(conversation, message(3, 'visitor'));
  assert.equal(conversation.last, 1);
  accept(conversation, message(2, 'bot'));
  assert.equal(conversation.last, 2);
  assert.deepEqual(inOrder(conversation).map((one) => one.seq), [1, 2, 3]);
});

test('an ack for a message older than what is loaded leaves no hole in the log', () => {
  const conversation = makeConversation();
  resume(conversation, opened([message(50, 'visitor'), message(51, 'bot')], { more: true }), NOON);
  store(conversation, message(2, 'visitor'));
  assert.deepEqual(inOrder(conversation).map((one) => one.seq), [50, 51]);
});

test('another conversation than the one resumed starts the log anew', () => {
  const conversation = makeConversation();
  resume(conversation, opened([message(1, 'visitor'), message(2, 'bot')]), NOON);
  resume(conversation, opened([message(1, 'bot', { id: 'other' })], { conversation: 'd' }), NOON);
  assert.deepEqual(inOrder(conversation).map((one) => one.id), ['other']);
});

test('a gap longer than a page starts the log anew, with more to fetch', () => {
  const conversation = makeConversation();
  resume(conversation, opened([message(1, 'visitor')]), NOON);
  resume(conversation, opened([message(50, 'bot')], { more: true }), NOON);
  assert.deepEqual([inOrder(conversation).length, conversation.more], [1, true]);
});

test('an empty conversation shows the greeting and its replies', () => {
  const lines = lay({ greeting: ['Hello', 'How can I help'], replies: ['a', 'b', 'c', 'd', 'e'] });
  assert.deepEqual(lines.map((line) => line.type), ['day', 'bubble', 'bubble', 'replies']);
  assert.equal(lines[3].list.length, 4);
});

test('one sender within five minutes is a group, and the last of it carries the tail', () => {
  const near = [message(1, 'bot'), message(2, 'bot', { at: NOON + 299000 }), message(3, 'bot', { at: NOON + 299000 + 300000 })];
  const lines = bubbles(lay({ messages: near }));
  assert.deepEqual(lines.map((line) => [line.isFirst, line.isLast]), [[true, false], [false, true], [true, true]]);
});

test('two people are two groups', () => {
  const lines = bubbles(lay({ messages: [message(1, 'agent', { name: 'Mirela' }), message(2, 'agent', { name: 'Des' })] }));
  assert.ok(lines.every((line) => line.isFirst && line.isLast));
});

test('a new day has its line', () => {
  const lines = lay({ messages: [message(1, 'bot'), message(2, 'bot', { at: NOON + 86400000 })] });
  assert.deepEqual(lines.map((line) => line.type), ['day', 'bubble', 'day', 'bubble']);
});

test('a pending message says that it waits after a second and a half, and keeps its key when it is sent', () => {
  const entry = { frame: { type: 'message.send', ref: 'x', id: 'x', text: 'hi' }, at: NOON };
  assert.equal(bubbles(lay({ pending: [entry], now: NOON + 1499 }))[0].state, 'pending');
  assert.equal(bubbles(lay({ pending: [entry], now: NOON + 1500 }))[0].state, 'waiting');
  assert.equal(bubbles(lay({ pending: [entry], now: NOON, isOffline: true }))[0].state, 'waiting');
  assert.equal(bubbles(lay({ pending: [{ ...entry, refused: 'bad_frame' }] }))[0].state, 'failed');
  const sent = bubbles(lay({ messages: [message(1, 'visitor', { client_id: 'x' })] }))[0];
  assert.deepEqual([sent.key, sent.state], ['x', 'sent']);
});

test('a receipt takes the form’s place, and the last receipt counts', () => {
  const form = message(1, 'bot', { body: { kind: 'form', form: 'f', fields: [] } });
  const receipt = (/** @type {number} */ seq) => message(seq, 'bot', { body: { kind: 'receipt', form: 'f', rows: [{ key: 'a', label: 'A', value: String(seq) }] } });
  const lines = lay({ messages: [form, message(2, 'bot'), receipt(3), receipt(4)] });
  assert.deepEqual(lines.map((line) => line.type), ['day', 'receipt', 'bubble']);
  assert.equal(lines[1].body.rows[0].value, '4');
  assert.equal(lines[1].form.form, 'f');
});

test('a form offered again stands where it was offered last, once', () => {
  const form = (/** @type {number} */ seq) => message(seq, 'bot', { body: { kind: 'form', form: 'f', fields: [] } });
  const lines = lay({ messages: [form(1), message(2, 'bot'), form(3)] });
  assert.deepEqual(lines.filter((line) => line.type === 'form').length, 1);
  assert.equal(lines.at(-1).type, 'form');
});

test('a form put away is a line, at once and when the server says so', () => {
  const form = message(1, 'bot', { body: { kind: 'form', form: 'f', fields: [] } });
  assert.equal(lay({ messages: [form], declined: new Set(['f']) }).at(-1).type, 'declined');
  assert.equal(lay({ messages: [form, message(2, 'system', { body: { kind: 'declined', form: 'f' } })] }).at(-1).type, 'declined');
});

test('only the latest answer with a source can be rated', () => {
  const sources = [{ title: 'Delivery times' }];
  const answer = (/** @type {number} */ seq) => message(seq, 'bot', { body: { kind: 'text', text: 'x', sources } });
  assert.deepEqual(bubbles(lay({ messages: [answer(1), answer(2)] })).map((line) => line.feedback), [null, 2]);
  assert.deepEqual(bubbles(lay({ messages: [answer(1), message(2, 'visitor')] })).map((line) => line.feedback), [null, null]);
});

test('quick replies go once anything was answered', () => {
  const asked = message(1, 'bot', { body: { kind: 'text', text: 'x', replies: ['Yes'] } });
  assert.equal(lay({ messages: [asked] }).at(-1).type, 'replies');
  assert.notEqual(lay({ messages: [asked, message(2, 'visitor')] }).at(-1).type, 'replies');
  const pending = [{ frame: { type: 'message.send', ref: 'x', id: 'x', text: 'Yes' }, at: NOON }];
  assert.notEqual(lay({ messages: [asked], pending }).at(-1).type, 'replies');
});

test('the bell rings only while the visitor waits', () => {
  const waiting = message(1, 'system', { body: { kind: 'event', event: 'waiting' } });
  assert.equal(lay({ messages: [waiting], status: 'waiting' }).at(-1).type, 'waiting');
  assert.equal(lay({ messages: [waiting], status: 'agent' }).at(-1).type, 'event');
});
