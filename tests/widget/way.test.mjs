// Which way leads to the server: when plain requests stand in for a websocket, and when they no longer do.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeSocket } from '../../widget/panel/socket.js';
import { makeWays } from '../../widget/panel/way.js';
import { fakeClock } from './fakes.mjs';

/** The ways of one page, on a network that blocks what the story says. */
function page({ kept = /** @type {number | null} */ (null), clock = fakeClock(), mayKeep = true } = {}) {
  /** @type {any[]} */
  const made = [];
  const memory = { until: kept };
  const make = (/** @type {string} */ way) => () => {
    const one = { way, readyState: 0, send() {}, close() { one.readyState = 3; }, onopen() {}, onclose(/** @type {any} */ _) {} };
    made.push(one);
    return /** @type {any} */ (one);
  };
  const ways = makeWays({
    socket: make('socket'), line: make('plain'), now: clock.now,
    memory: {
      read: () => memory.until,
      write(until) {
        if (mayKeep) memory.until = until;
        return mayKeep;
      },
      forget: () => { memory.until = null; },
    },
  });
  const socket = makeSocket({ ways, clock, random: () => 0.5, opened() {}, received() {}, changed() {} });
  socket.start();
  return { clock, made, memory, socket, ways: () => made.map((one) => one.way) };
}

const fail = (/** @type {any} */ one) => one.onclose({ code: 1006 });

test('a websocket that fails twice before it ever worked gives way at once', () => {
  const { clock, made, socket, ways } = page();
  fail(made[0]);
  clock.pass(1000);
  fail(made[1]);
  clock.pass(0);
  assert.deepEqual(ways(), ['socket', 'socket', 'plain']);
  made[2].onopen();
  socket.good();
  assert.equal(socket.link.phase, 'open');
});

test('a websocket that is swallowed gives way after five seconds', () => {
  const { clock, ways } = page();
  clock.pass(4999);
  assert.deepEqual(ways(), ['socket']);
  clock.pass(1);
  clock.pass(0);
  assert.deepEqual(ways(), ['socket', 'plain']);
});

test('where neither way leads to the server, both are tried in turn and with growing pauses', () => {
  const { clock, made, ways } = page();
  for (const pause of [1000, 0, 4000, 8000, 16000]) {
    fail(made.at(-1));
    clock.pass(pause - 1);
    clock.pass(1);
  }
  assert.deepEqual(ways(), ['socket', 'socket', 'plain', 'socket', 'plain', 'socket']);
});

test('a server that is away does not take the websocket from a page where it worked', () => {
  const { clock, made, socket, ways } = page();
  made[0].onopen();
  socket.good();
  for (const pause of [1000, 2000, 4000, 8000, 16000]) {
    fail(made.at(-1));
    clock.pass(pause);
  }
  assert.equal(new Set(ways()).size, 1);
  fail(made.at(-1));
  clock.pass(30000);
  assert.equal(ways().at(-1), 'plain');
});

test('what was found out holds for ten minutes, on the next page too, and then the websocket is tried first', () => {
  const clock = fakeClock();
  const first = page({ clock });
  fail(first.made[0]);
  clock.pass(1000);
  fail(first.made[1]);
  clock.pass(0);
  first.socket.good();
  const { until } = first.memory;
  assert.equal(until, 601000);
  clock.pass(60000);
  first.socket.good();
  assert.equal(first.memory.until, until, 'it is not put off');
  assert.deepEqual(page({ clock, kept: until }).ways(), ['plain']);
  clock.pass(540000);
  const later = page({ clock, kept: until });
  assert.deepEqual(later.ways(), ['socket']);
  later.socket.good();
  assert.equal(later.memory.until, null);
});

test('a moment that cannot be, from a clock set back, is not believed', () => {
  assert.deepEqual(page({ kept: 10 ** 12 }).ways(), ['socket']);
});

test('nothing is kept before the visitor acts', () => {
  const { clock, made, socket, memory } = page({ mayKeep: false });
  fail(made[0]);
  clock.pass(1000);
  fail(made[1]);
  clock.pass(0);
  socket.good();
  assert.equal(memory.until, null);
  fail(made[2]);
  clock.pass(1000);
  assert.equal(made.at(-1).way, 'plain', 'the page itself remembers');
});
