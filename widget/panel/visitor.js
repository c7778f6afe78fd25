// The visitor's secret, of the widget's own making. It is kept only from the first act that writes, and read only
// once the panel is opened; until then a visitor who looks around leaves nothing behind.

import { randomName } from './store.js';

/** @typedef {{ secret: () => string, keep: () => boolean, isKept: () => boolean }} Visitor */

/**
 * @param {import('./store.js').Store} store
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
