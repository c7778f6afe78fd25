// The queue and its sender: nothing lost, nothing doubled, nothing out of order.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeQueue } from '../../widget/panel/queue.js';
import { makeSender } from '../../widget/panel/sender.js';
import { openStore } from '../../widget/panel/store.js';
import { fakeClock, fakeLocks, fakeStorage } from './fakes.mjs';

const say = (/** @type {string} */ id, text = id) => /** @type {any} */ ({ type: 'message.send', ref: id, id, text });

/** A tab on a shared drawer. */
function tab(storage, locks, clock = fakeClock()) {
  const owner = locks?.owner();
  const queue = makeQueue({
    store: openStore(() => storage, 'KEY'), bot: 'KEY', locks: owner?.locks, now: clock.now, later: clock.later, changed() {},
  });
  return { queue, clock, die: () => owner?.release() };
}

function sending(queue, clock) {
  const wire = [];
  const told = { stored: [], refused: [], dropped: 0 };
  const sender = makeSender({
    queue, send: (frame) => { wire.push(frame.id); return true; }, drop: () => { told.dropped += 1; },
    later: clock.later, cancel: clock.cancel,
    stored: (entry) => told.stored.push(entry.frame.id), refused: (entry, refusal) => told.refused.push(refusal.code),
  });
  return { sender, wire, told };
}

const ids = (queue) => queue.entries().map((entry) => entry.frame.id);

test('one frame is on its way at a time, in order', () => {
  const { queue, clock } = tab(fakeStorage());
  const { sender, wire } = sending(queue, clock);
  for (const id of ['a', 'b', 'c']) queue.add(say(id));
  sender.ready();
  sender.pump();
  assert.deepEqual(wire, ['a']);
  sender.acked({ type: 'ack', id: 'a' });
  sender.acked({ type: 'ack', id: 'b' });
  assert.deepEqual(wire, ['a', 'b', 'c']);
  assert.deepEqual(ids(queue), ['c']);
});

test('what was not answered goes again with the same id after a reconnect', () => {
  const { queue, clock } = tab(fakeStorage());
  const { sender, wire } = sending(queue, clock);
  queue.add(say('a'));
  sender.ready();
  sender.lost();
  sender.pump();
  assert.deepEqual(wire, ['a'], 'nothing is sent without a connection');
  sender.ready();
  assert.deepEqual(wire, ['a', 'a']);
});

test('silence of ten seconds counts as a dead connection', () => {
  const { queue, clock } = tab(fakeStorage());
  const { sender, told } = sending(queue, clock);
  queue.add(say('a'));
  sender.ready();
  clock.pass(9999);
  assert.equal(told.dropped, 0);
  clock.pass(1);
  assert.equal(told.dropped, 1);
});

test('only a refusal marks a message as not sent, and the next one goes on', () => {
  const { queue, clock } = tab(fakeStorage());
  const { sender, wire, told } = sending(queue, clock);
  queue.add(say('a'));
  queue.add(say('b'));
  sender.ready();
  assert.equal(sender.failed({ type: 'error', id: 'a', code: 'bad_frame', message: '' }), true);
  assert.deepEqual(told.refused, ['bad_frame']);
  assert.deepEqual(wire, ['a', 'b']);
  assert.equal(queue.entries()[0].refused, 'bad_frame');
  queue.retry('a');
  sender.acked({ type: 'ack', id: 'b' });
  assert.deepEqual(wire, ['a', 'b', 'a']);
});

for (const code of ['too_many', 'unavailable', 'internal']) {
  test(`${code} keeps the message, and sends it again later`, () => {
    const { queue, clock } = tab(fakeStorage());
    const { sender, wire, told } = sending(queue, clock);
    queue.add(say('a'));
    queue.add(say('b'));
    sender.ready();
    sender.failed({ type: 'error', id: 'a', code, message: '', retry_after: 3 });
    sender.pump();
    assert.deepEqual(wire, ['a'], 'not before its time, and b does not overtake');
    clock.pass(3000);
    assert.deepEqual(wire, ['a', 'a']);
    assert.deepEqual(told.refused, []);
  });
}

test('a refused form leaves the queue, so that the card can be sent anew', () => {
  const { queue, clock } = tab(fakeStorage());
  const { sender } = sending(queue, clock);
  queue.add(/** @type {any} */ ({ type: 'form.submit', ref: 'f', id: 'f', form: 'x', values: {} }));
  sender.ready();
  sender.failed({ type: 'error', id: 'f', code: 'invalid', message: '', fields: [] });
  assert.deepEqual(ids(queue), []);
});

test('an error about something else is not the queue’s', () => {
  const { queue, clock } = tab(fakeStorage());
  assert.equal(sending(queue, clock).sender.failed({ type: 'error', ref: 'open', code: 'internal', message: '' }), false);
});

test('a reload finds what the page before left', async () => {
  const storage = fakeStorage();
  const locks = fakeLocks();
  const before = tab(storage, locks);
  before.queue.add(say('a'));
  before.queue.add(say('b'));
  before.die();
  const after = tab(storage, locks);
  after.queue.adopt();
  await locks.settled();
  assert.deepEqual(ids(after.queue), ['a', 'b']);
  assert.equal(storage.length, 1, 'one list is left, the new owner’s');
});

test('a living tab keeps its own; it is taken over when the tab goes', async () => {
  const storage = fakeStorage();
  const locks = fakeLocks();
  const one = tab(storage, locks);
  const two = tab(storage, locks);
  const three = tab(storage, locks);
  one.queue.add(say('a'));
  two.queue.adopt();
  three.queue.adopt();
  await locks.settled();
  assert.deepEqual([ids(two.queue), ids(three.queue)], [[], []]);
  one.die();
  await locks.settled();
  assert.deepEqual([...ids(two.queue), ...ids(three.queue)], ['a'], 'one of them has it, not both');
});

test('without locks a list is taken over once its beat has stopped', () => {
  const storage = fakeStorage();
  const clock = fakeClock();
  const dead = tab(storage, null, fakeClock());
  dead.queue.add(say('a'));
  const living = tab(storage, null, clock);
  living.queue.adopt();
  assert.deepEqual(ids(living.queue), []);
  clock.pass(26000);
  assert.deepEqual(ids(living.queue), ['a']);
});

test('without locks a beating list is left alone', () => {
  const storage = fakeStorage();
  const clock = fakeClock();
  const one = tab(storage, null, clock);
  const two = tab(storage, null, clock);
  one.queue.add(say('a'));
  two.queue.adopt();
  clock.pass(120000);
  assert.deepEqual([ids(one.queue), ids(two.queue)], [['a'], []]);
});

test('what has waited is marked once', () => {
  const { queue, clock } = tab(fakeStorage());
  queue.add(say('a'));
  queue.markWaiting(1500);
  assert.equal(queue.entries()[0].waited, undefined);
  clock.pass(1500);
  queue.markWaiting(1500);
  assert.equal(queue.entries()[0].waited, true);
});

test('a store that throws remembers for the life of the page', () => {
  const store = openStore(() => { throw new Error('SecurityError'); }, 'KEY');
  store.write('visitor', 'x');
  assert.equal(store.read('visitor'), 'x');
  assert.deepEqual(store.keys('vis'), ['visitor']);
  store.remove('visitor');
  assert.equal(store.read('visitor'), null);
});

test('a full store remembers too, and two bots do not share', () => {
  const storage = fakeStorage();
  const full = { ...storage, getItem: storage.getItem, setItem: () => { throw new Error('QuotaExceededError'); } };
  const store = openStore(() => /** @type {any} */ (full), 'KEY');
  store.write('a', 1);
  assert.equal(store.read('a'), 1);
  openStore(() => storage, 'ONE').write('a', 1);
  assert.equal(openStore(() => storage, 'TWO').read('a'), null);
});
