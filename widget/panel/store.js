// Keeps small JSON values in the browser, apart for each bot. When storage is refused (private windows, blocked
// cookies, a full quota) it remembers for as long as the page lives instead. It never writes on its own.
//
// One of them is the visitor's secret, of the widget's own making. It is kept only from the first act that writes, and read
// only once the panel is opened; until then a visitor who looks around leaves nothing behind.

/**
 * @typedef {object} Store
 * @property {(key: string) => any} read
 * @property {(key: string, value: unknown) => void} write
 * @property {(key: string) => void} remove
 * @property {(start: string) => string[]} keys
 */

/**
 * Opens a bot's drawer in a storage area. `area` is a function because touching `localStorage` may itself throw.
 * @param {() => Storage} area
 * @param {string} bot
 * @returns {Store}
 */
export function openStore(area, bot) {
  const prefix = `frontdesk:${bot}:`;
  /** @type {Map<string, string>} */
  const memory = new Map();
  const real = attempt(area);

  return {
    read(key) {
      const text = memory.get(key) ?? attempt(() => real?.getItem(prefix + key)) ?? null;
      return text === null ? null : attempt(() => JSON.parse(text)) ?? null;
    },
    write(key, value) {
      const text = JSON.stringify(value);
      const stored = attempt(() => {
        if (!real) return false;
        real.setItem(prefix + key, text);
        return true;
      });
      if (stored) memory.delete(key);
      else memory.set(key, text);
    },
    remove(key) {
      memory.delete(key);
      attempt(() => real?.removeItem(prefix + key));
    },
    keys(start) {
      const found = new Set([...memory.keys()].filter((key) => key.startsWith(start)));
      attempt(() => {
        for (let i = 0; real && i < real.length; i += 1) {
          const key = real.key(i);
          if (key?.startsWith(prefix + start)) found.add(key.slice(prefix.length));
        }
      });
      return [...found];
    },
  };
}

/** @template T @param {() => T} act @returns {T | undefined} */
function attempt(act) {
  try {
    return act();
  } catch {
    return undefined;
  }
}

/** A random name that nobody can guess: 32 bytes make a visitor's secret, 16 an id. @param {number} bytes */
export function randomName(bytes) {
  const raw = crypto.getRandomValues(new Uint8Array(bytes));
  return btoa(String.fromCharCode(...raw)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** @typedef {{ secret: () => string, keep: () => boolean, isKept: () => boolean }} Visitor */

/**
 * @param {Store} store
 * @returns {Visitor}
 */
export function makeVisitor(store) {
  /** @type {string} */
  let secret = store.read('visitor') ?? '';
  let kept = secret !== '';
  if (!kept) secret = randomName(32);

  return {
    secret: () => secret,
    isKept: () => kept,
    /** Keeps the secret; true when another tab had kept one first, which is then ours too. */
    keep() {
      if (kept) return false;
      kept = true;
      const theirs = store.read('visitor');
      if (typeof theirs === 'string' && theirs !== '') {
        secret = theirs;
        return true;
      }
      store.write('visitor', secret);
      return false;
    },
  };
}
