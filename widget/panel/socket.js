// Keeps one connection open and says how that goes. It opens, watches for silence, and tries again at growing
// intervals; which way it goes, what is sent over it, and what is sent again, is not its business.

const STEPS = [1, 2, 4, 8, 16, 30];
const STABLE_MS = 10000;
const SILENCE_MS = 25000;
const ANSWER_MS = 10000;

/**
 * How long to wait before a try, in milliseconds: anything up to 1, 2, 4, 8, 16, 30 s, so that all who lost the same
 * server do not come back in step; a fifth of a second at least.
 * @param {number} tries @param {() => number} random
 */
export function pauseBefore(tries, random) {
  const step = STEPS[Math.min(tries, STEPS.length - 1)] ?? 30;
  return Math.max(200, Math.round(step * 1000 * random()));
}

/** @typedef {{ phase: 'idle' | 'connecting' | 'open' | 'waiting', lostAt: number, nextAt: number }} Link */

/**
 * @param {object} options
 * @param {import('./way.js').Ways} options.ways
 * @param {{ now: () => number, later: (act: () => void, ms: number) => any, cancel: (timer: any) => void }} options.clock
 * @param {() => number} options.random
 * @param {() => void} options.opened the socket is open: send `open`
 * @param {(frame: any) => void} options.received
 * @param {(link: Link) => void} options.changed
 */
export function makeSocket({ ways, clock, random, opened, received, changed }) {
  /** @type {import('./way.js').Line | null} */
  let socket = null;
  /** @type {Link} */
  const link = { phase: 'idle', lostAt: 0, nextAt: 0 };
  let tries = 0;
  let goodAt = 0;
  /** @type {any} */
  let timer = null;

  /** @param {Link['phase']} phase */
  function become(phase) {
    link.phase = phase;
    if (phase === 'open') link.lostAt = 0;
    changed(link);
  }

  /** @param {() => void} act @param {number} ms */
  function soon(act, ms) {
    clock.cancel(timer);
    timer = clock.later(act, ms);
  }

  function connect() {
    become('connecting');
    /** @type {import('./way.js').Line} */
    let mine;
    try {
      mine = ways.open();
    } catch {
      lost(0);
      return;
    }
    socket = mine;
    soon(() => {
      ways.swallowed();
      abandon(mine);
    }, ways.patience());
    mine.onopen = () => {
      if (mine !== socket) return;
      soon(() => abandon(mine), ANSWER_MS);
      opened();
    };
    mine.onmessage = (event) => {
      if (mine !== socket) return;
      if (link.phase === 'open') soon(ping, SILENCE_MS);
      const frame = parse(event.data);
      if (frame) received(frame);
    };
    mine.onclose = (event) => {
      if (mine === socket) lost(event.code);
    };
  }

  /** Closes without waiting for the other side, which may be gone. @param {import('./way.js').Line} mine */
  function abandon(mine) {
    if (mine !== socket) return;
    lost(0);
    mine.close();
  }

  /** @param {number} code */
  function lost(code) {
    socket = null;
    link.lostAt ||= clock.now();
    // Only a connection that held for a while begins the count anew: haste does not help a server that takes us and falls.
    if (goodAt && clock.now() - goodAt >= STABLE_MS) tries = 0;
    goodAt = 0;
    // 1008: the server found us too loud; come back slowly.
    if (code === 1008) tries = Math.max(tries, 3);
    const pause = ways.turns() ? 0 : Math.max(pauseBefore(tries, random), code === 1008 ? 4000 : 0);
    tries += 1;
    link.nextAt = clock.now() + pause;
    become('waiting');
    soon(connect, pause);
  }

  function ping() {
    const mine = socket;
    if (!mine || !write({ type: 'ping', ref: 'ping' })) return;
    soon(() => abandon(mine), ANSWER_MS);
  }

  /** @param {object} frame */
  function write(frame) {
    if (!socket || socket.readyState !== 1) return false;
    socket.send(JSON.stringify(frame));
    return true;
  }

  return {
    link,
    send: write,
    start() {
      if (link.phase === 'idle') connect();
    },
    /** The conversation was opened: the connection counts as good. */
    good() {
      goodAt ||= clock.now();
      ways.good();
      become('open');
      soon(ping, SILENCE_MS);
    },
    tryNow() {
      if (link.phase === 'waiting') connect();
    },
    drop() {
      if (socket) abandon(socket);
    },
    stop() {
      clock.cancel(timer);
      const mine = socket;
      socket = null;
      mine?.close(1000);
      become('idle');
    },
  };
}

/** @param {unknown} data */
function parse(data) {
  if (typeof data !== 'string') return null;
  try {
    const frame = JSON.parse(data);
    return typeof frame?.type === 'string' ? frame : null;
  } catch {
    return null;
  }
}
