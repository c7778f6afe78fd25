// The socket: when it tries again, and how it finds out that nobody answers.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeSocket, pauseBefore } from '../../widget/panel/socket.js';
import { moodOf } from '../../widget/panel/strip.js';
import { fakeClock } from './fakes.mjs';

function line() {
  const clock = fakeClock();
  /** @type {any[]} */
  const made = [];
  class Socket {
    constructor(/** @type {string} */ url) {
      this.url = url;
      this.readyState = 0;
      /** @type {any[]} */
      this.sent = [];
      made.push(this);
    }
    send(/** @type {string} */ text) { this.sent.push(JSON.parse(text)); }
    close() { this.readyState = 3; }
    accept() { this.readyState = 1; /** @type {any} */ (this).onopen(); }
    say(/** @type {object} */ frame) { /** @type {any} */ (this).onmessage({ data: JSON.stringify(frame) }); }
    end(code = 1006) { this.readyState = 3; /** @type {any} */ (this).onclose({ code }); }
  }
  /** @type {any[]} */
  const received = [];
  const socket = makeSocket({
    ways: { open: () => /** @type {any} */ (new Socket('ws://host/ws')), patience: () => 5000, swallowed() {}, turns: () => false, good() {} }, clock, random: () => 0.5,
    opened() {}, received: (frame) => received.push(frame), changed() {},
  });
  return { clock, made, received, socket };
}

test('the pauses are anything up to 1, 2, 4, 8, 16, 30, 30 s', () => {
  const longest = [0, 1, 2, 3, 4, 5, 6].map((tries) => pauseBefore(tries, () => 1));
  assert.deepEqual(longest, [1000, 2000, 4000, 8000, 16000, 30000, 30000]);
  assert.equal(pauseBefore(4, () => 0.25), 4000);
  assert.equal(pauseBefore(5, () => 0), 200, 'never at once');
});

test('ten thousand who lost the same server come back spread out', () => {
  const tenths = new Map();
  for (let n = 0; n < 10000; n += 1) {
    const tenth = Math.floor(pauseBefore(1, Math.random) / 200);
    tenths.set(tenth, (tenths.get(tenth) ?? 0) + 1);
  }
  assert.ok([...tenths.values()].every((count) => count < 2500), 'no fifth of a second holds a quarter of them');
});

test('it tries again at growing intervals, and from the start after a good connection', () => {
  const { clock, made, socket } = line();
  socket.start();
  made[0].end();
  clock.pass(499);
  assert.equal(made.length, 1);
  clock.pass(1);
  made[1].end();
  clock.pass(1000);
  assert.equal(made.length, 3);
  made[2].accept();
  socket.good();
  clock.pass(10000);
  made[2].end();
  clock.pass(500);
  assert.equal(made.length, 4);
});

test('a connection that falls at once does not begin the count anew', () => {
  const { clock, made, socket } = line();
  socket.start();
  made[0].end();
  clock.pass(500);
  made[1].accept();
  socket.good();
  clock.pass(2000);
  made[1].end();
  clock.pass(999);
  assert.equal(made.length, 2);
  clock.pass(1);
  assert.equal(made.length, 3);
});

test('try now does not wait, and does not make two', () => {
  const { clock, made, socket } = line();
  socket.start();
  made[0].end();
  socket.tryNow();
  socket.tryNow();
  assert.equal(made.length, 2);
  clock.pass(1000);
  assert.equal(made.length, 2);
});

test('a server that does not open is left after five seconds, and one that opens and says nothing after ten', () => {
  const { clock, made, socket } = line();
  socket.start();
  clock.pass(4999);
  assert.equal(socket.link.phase, 'connecting');
  clock.pass(1);
  assert.equal(socket.link.phase, 'waiting');
  made[0].onopen();
  assert.equal(socket.link.phase, 'waiting', 'the old socket has no say any more');
  socket.tryNow();
  clock.pass(4000);
  made[1].accept();
  clock.pass(9999);
  assert.equal(socket.link.phase, 'connecting');
  clock.pass(1);
  assert.equal(socket.link.phase, 'waiting');
});

test('a silent line is pinged, and left when no pong comes', () => {
  const { clock, made, socket } = line();
  socket.start();
  made[0].accept();
  socket.good();
  clock.pass(25000);
  assert.equal(made[0].sent[0].type, 'ping');
  made[0].say({ type: 'pong' });
  clock.pass(24000);
  assert.equal(socket.link.phase, 'open');
  clock.pass(1000 + 10000);
  assert.equal(socket.link.phase, 'waiting');
});

test('a server that found us too loud is given four seconds', () => {
  const { clock, made, socket } = line();
  socket.start();
  made[0].end(1008);
  clock.pass(3999);
  assert.equal(made.length, 1);
  clock.pass(1);
  assert.equal(made.length, 2);
});

test('what is no frame is not heard', () => {
  const { made, received, socket } = line();
  socket.start();
  made[0].accept();
  for (const data of ['', '{', 'null', '[]', '{"type":3}', new ArrayBuffer(2)]) made[0].onmessage({ data });
  assert.deepEqual(received, []);
});

test('a stopped socket stays stopped', () => {
  const { clock, made, socket } = line();
  socket.start();
  made[0].end();
  socket.stop();
  clock.pass(60000);
  assert.equal(made.length, 1);
});

test('the strip waits three seconds before it says anything', () => {
  const link = /** @type {const} */ ({ phase: 'waiting', lostAt: 1000, nextAt: 9000 });
  assert.equal(moodOf(link, true, 3999), 'ok');
  assert.equal(moodOf(link, true, 4000), 'reconnecting');
  assert.equal(moodOf(link, false, 4000), 'offline');
  assert.equal(moodOf({ ...link, lostAt: 0 }, false, 9999), 'ok');
});
