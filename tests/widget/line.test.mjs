// The line over plain requests: the frames of a socket, as a stream and as posts.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeLines } from '../../widget/panel/line.js';
import { fakeClock } from './fakes.mjs';

const settled = () => new Promise((done) => setImmediate(() => setImmediate(done)));

/** A network: each request waits until the story answers it. */
function network() {
  const clock = fakeClock();
  /** @type {any[]} */
  const asked = [];
  const fetch = (/** @type {string} */ url, /** @type {any} */ { body, signal, ...how }) => new Promise((done, fail) => {
    const one = {
      url, how, body: JSON.parse(body), isAborted: false,
      refuse: (/** @type {number} */ status) => done(new Response('', { status })),
      fail: () => fail(new TypeError('network')),
      answer: (/** @type {object[]} */ frames) => done(new Response(JSON.stringify({ frames }))),
      /** @type {any} */ pipe: null,
      flow() {
        done(new Response(new ReadableStream({ start: (pipe) => { one.pipe = pipe; } })));
      },
      say: (/** @type {string} */ text) => one.pipe.enqueue(new TextEncoder().encode(text)),
    };
    signal.addEventListener('abort', () => {
      one.isAborted = true;
      fail(new DOMException('aborted', 'AbortError'));
      one.pipe?.error(new DOMException('aborted', 'AbortError'));
    });
    asked.push(one);
  });
  const page = Object.assign(new EventTarget(), { hidden: false });
  const lines = makeLines({
    base: 'https://desk.example/', bot: 'a b', fetch: /** @type {any} */ (fetch), page: /** @type {any} */ (page), clock,
  });
  function show(/** @type {boolean} */ isShown) {
    page.hidden = !isShown;
    page.dispatchEvent(new Event('visibilitychange'));
  }
  function line() {
    /** @type {any[]} */
    const heard = [];
    /** @type {number[]} */
    const ends = [];
    let opens = 0;
    const made = /** @type {any} */ (lines());
    made.onopen = () => made.send(JSON.stringify({ type: 'open', visitor: 's', seq: (opens += 1) }));
    made.onmessage = (/** @type {any} */ event) => heard.push(JSON.parse(event.data));
    made.onclose = (/** @type {any} */ event) => ends.push(event.code);
    clock.pass(0);
    return { made, heard, ends, send: (/** @type {object} */ frame) => made.send(JSON.stringify(frame)) };
  }
  return { clock, asked, line, show };
}

const opened = 'data: {"type":"opened"}\n\n';
const say = (/** @type {string} */ id) => ({ type: 'message.send', id, text: id });

test('what the server says is a stream, cut anywhere, and what the visitor does is posted', async () => {
  const { asked, line } = network();
  const { heard, send } = line();
  assert.equal(asked[0].url, 'https://desk.example/stream?bot=a%20b');
  assert.deepEqual(asked[0].body, { type: 'open', visitor: 's', seq: 1 });
  assert.deepEqual(asked[0].how, { method: 'POST', credentials: 'omit', cache: 'no-store' });
  asked[0].flow();
  await settled();
  for (const part of [':\n\nda', 'ta: {"type":"opened"}\n', '\ndata: {"type":"pong"}\n\nevent: close\ndata: {"code":1001}\n\n']) {
    asked[0].say(part);
    await settled();
  }
  assert.deepEqual(heard, [{ type: 'opened' }, { type: 'pong' }]);
  send(say('a'));
  assert.equal(asked[1].url, 'https://desk.example/frames?bot=a%20b');
  assert.deepEqual(asked[1].body, { type: 'open', visitor: 's', seq: 1, frames: [say('a')] });
  asked[1].answer([{ type: 'ack', id: 'a' }]);
  await settled();
  assert.deepEqual(heard.at(-1), { type: 'ack', id: 'a' });
});

test('one request at a time, and what waits goes together and once', async () => {
  const { asked, line } = network();
  const { send } = line();
  asked[0].flow();
  await settled();
  asked[0].say(opened);
  await settled();
  for (const id of ['a', 'b', 'b', 'c']) send(say(id));
  assert.equal(asked.length, 2);
  asked[1].answer([]);
  await settled();
  assert.deepEqual(asked[2].body.frames, [say('b'), say('c')]);
  asked[2].answer([]);
  await settled();
  assert.equal(asked.length, 3);
});

test('a stream that is held back is left, and the server is asked again and again, more seldom while nothing comes', async () => {
  const { clock, asked, line } = network();
  const first = line();
  asked[0].flow();
  await settled();
  clock.pass(4000);
  assert.ok(asked[0].isAborted);
  assert.deepEqual(asked[1].body.frames, [{ type: 'open', visitor: 's', seq: 2 }]);
  asked[1].answer([{ type: 'opened', messages: [] }]);
  await settled();
  assert.deepEqual(first.heard, [{ type: 'opened', messages: [] }]);
  const pauses = [];
  for (let i = 2; i < 12; i += 1) {
    const since = clock.now();
    while (asked.length === i) clock.pass(100);
    pauses.push(clock.now() - since);
    asked[i].answer([{ type: 'opened', messages: [] }]);
    await settled();
  }
  assert.equal(pauses[0], 1500);
  assert.equal(pauses.at(-1), 15000);
  first.send(say('a'));
  asked.at(-1).answer([{ type: 'ack', id: 'a' }]);
  await settled();
  const count = asked.length;
  clock.pass(1000);
  assert.equal(asked.length, count + 1, 'an answer is soon to come');
  assert.deepEqual(first.ends, []);
  // The next line knows, also when this one was closed in the middle of asking.
  first.made.close();
  await settled();
  line();
  assert.equal(asked.at(-1).url, 'https://desk.example/frames?bot=a%20b');
  assert.equal(asked.length, count + 2);
});

test('a ping asks whether the stream was heard of late; one that was not is opened anew', async () => {
  const { clock, asked, line } = network();
  const { heard, send, ends } = line();
  asked[0].flow();
  await settled();
  asked[0].say(opened);
  await settled();
  clock.pass(29000);
  send({ type: 'ping' });
  assert.deepEqual(heard.at(-1), { type: 'pong' });
  clock.pass(1000);
  send({ type: 'ping' });
  assert.ok(asked[0].isAborted);
  assert.equal(asked[1].url, 'https://desk.example/stream?bot=a%20b');
  asked[1].flow();
  await settled();
  asked[1].say(opened);
  await settled();
  assert.equal(heard.length, 3);
  assert.deepEqual(ends, []);
});

test('the end of the stream, a refusal and a lost network end the line, once', async () => {
  for (const [act, code] of /** @type {const} */ ([['end', 1006], ['refuse', 1008], ['fail', 1006], ['post', 1006]])) {
    const { asked, line } = network();
    const { made, ends, send } = line();
    if (act === 'refuse') asked[0].refuse(429);
    else if (act === 'fail') asked[0].fail();
    else asked[0].flow();
    await settled();
    if (act === 'post') {
      asked[0].say(opened);
      send(say('a'));
      asked[1].refuse(503);
    } else if (act === 'end') {
      asked[0].say(opened);
      asked[0].pipe.close();
    }
    await settled();
    assert.deepEqual(ends, [code], act);
    assert.equal(made.readyState, 3);
    if (act === 'post') assert.ok(asked[0].isAborted);
  }
});

test('a network that cuts the stream before a word is asked next time, and streamed to when that fails too', async () => {
  const { asked, line } = network();
  line();
  asked[0].refuse(502);
  await settled();
  line();
  assert.match(asked[1].url, /frames/);
  asked[1].fail();
  await settled();
  line();
  assert.match(asked[2].url, /stream/);
});

test('a tab that nobody sees asks, and streams again when it is seen', async () => {
  const { clock, asked, line, show } = network();
  const { heard, ends, made } = line();
  asked[0].flow();
  await settled();
  asked[0].say(opened);
  await settled();
  show(false);
  assert.ok(asked[0].isAborted);
  assert.match(asked[1].url, /frames/);
  asked[1].answer([{ type: 'opened', messages: [] }]);
  await settled();
  clock.pass(1500);
  assert.match(asked[2].url, /frames/);
  asked[2].answer([{ type: 'opened', messages: [] }]);
  await settled();
  show(true);
  assert.match(asked[3].url, /stream/);
  asked[3].flow();
  await settled();
  asked[3].say(opened);
  await settled();
  clock.pass(20000);
  assert.equal(asked.length, 4);
  assert.deepEqual([heard.length, ends], [4, []]);
  made.close();
  show(false);
  assert.equal(asked.length, 4);
});

test('a closed line is silent', async () => {
  const { clock, asked, line } = network();
  const { made, heard, ends, send } = line();
  asked[0].flow();
  await settled();
  asked[0].say(opened);
  await settled();
  send(say('a'));
  made.close();
  await settled();
  send(say('b'));
  clock.pass(60000);
  await settled();
  assert.ok(asked[0].isAborted && asked[1].isAborted);
  assert.deepEqual([heard.length, ends, asked.length], [1, [], 2]);
});
