// Which way leads to the server: a websocket, or plain requests where a network lets none through. It only chooses; the
// websocket is always tried first, and again after a while, because it is the better one.

const RETRY_MS = 10 * 60000;
/** Websockets that must fail in a row; more where one has worked, since then the server is more likely to be away. */
const ENOUGH = 2;
const ENOUGH_WHERE_GOOD = 5;

/** @typedef {import('./line.js').Line} Line */

/**
 * @param {object} options
 * @param {() => Line} options.socket
 * @param {() => Line} options.line
 * @param {() => number} options.now
 * @param {{ read: () => number | null, write: (until: number) => boolean, forget: () => void }} options.memory until when to go plainly; `write` says whether it may
 */
export function makeWays({ socket, line, now, memory }) {
  /** Whether a websocket has worked on this page. */
  let isGood = false;
  let isPlain = false;
  /** Connections since the last good one. */
  let tries = 0;
  let until = memory.read() ?? 0;
  let kept = until;

  function goesPlainly() {
    if (now() < until && until - now() <= RETRY_MS) return tries % 2 === 0;
    const enough = isGood ? ENOUGH_WHERE_GOOD : ENOUGH;
    return tries >= enough && (tries - enough) % 2 === 0;
  }

  return {
    /** A connection for the next try. */
    open() {
      isPlain = goesPlainly();
      tries += 1;
      return isPlain ? line() : socket();
    },
    /** How long a connection may take to open. */
    patience: () => (isGood ? 10000 : 5000),
    /** The last one did not even open: a network that swallows it would do so again. */
    swallowed() {
      tries = Math.max(tries, ENOUGH);
    },
    /** Whether the next try need not wait: it goes another way for the first time. */
    turns: () => !isGood && !isPlain && tries === ENOUGH && goesPlainly(),
    /** The conversation was opened on the last connection. */
    good() {
      tries = 0;
      if (!isPlain) {
        isGood = true;
        if (kept) memory.forget();
        until = kept = 0;
        return;
      }
      if (now() >= until) until = now() + RETRY_MS;
      if (kept !== until && memory.write(until)) kept = until;
    },
  };
}

/** @typedef {ReturnType<typeof makeWays>} Ways */
