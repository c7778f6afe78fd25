// What the visitor did and the server has not answered yet, in order. It survives a reload: each tab keeps its own
// list and holds a lock for as long as it lives; a tab that finds a list without a living owner takes it over.
// The server stores a frame once however often it is sent, so a list taken over twice does no harm.

import { randomName } from './store.js';

/** @typedef {import('./protocol.js').Write} Write */
/** @typedef {{ frame: Write, at: number, waited?: boolean, refused?: string }} Entry */

const BEAT_MS = 5000;
const DEAD_MS = 20000;

/**
 * @typedef {object} Options
 * @property {import('./store.js').Store} store
 * @property {string} bot
 * @property {LockManager | undefined} locks
 * @property {() => number} now
 * @property {(act: () => void, ms: number) => unknown} later
 * @property {() => void} changed
 */

/** @param {Options} options */
export function makeQueue({ store, bot, locks, now, later, changed }) {
  const tab = randomName(9);
  const own = `queue:${tab}`;
  /** @type {Entry[]} */
  let entries = [];
  let isAlive = false;
  /** Lists whose owner's end is being waited for. @type {Set<string>} */
  const watched = new Set();

  function save() {
    if (entries.length) store.write(own, { beat: now(), entries });
    else store.remove(own);
    changed();
  }

  /** @param {string} owner */
  const lockOf = (owner) => `frontdesk:${bot}:${owner}`;

  function live() {
    if (isAlive) return;
    isAlive = true;
    if (locks) {
      locks.request(lockOf(own), () => new Promise(() => {})).catch(() => {});
      return;
    }
    const beat = () => {
      if (entries.length) store.write(own, { beat: now(), entries });
      later(beat, BEAT_MS);
    };
    later(beat, BEAT_MS);
  }

  /** Without locks a list whose beat has stopped counts as left. @param {string} key */
  function look(key) {
    const list = store.read(key);
    if (!list) watched.delete(key);
    else if (now() - list.beat > DEAD_MS) take(key);
    else later(() => look(key), BEAT_MS);
  }

  /** @param {string} key */
  function take(key) {
    watched.delete(key);
    const theirs = store.read(key);
    if (!Array.isArray(theirs?.entries)) return;
    live();
    const known = new Set(entries.map((entry) => entry.frame.id));
    entries = [...theirs.entries.filter((/** @type {Entry} */ e) => !known.has(e.frame.id)), ...entries];
    entries.sort((a, b) => a.at - b.at);
    save();
    store.remove(key);
  }

  return {
    entries: () => entries,
    /** The entry to send next. */
    head: () => entries.find((entry) => !entry.refused) ?? null,

    /** @param {Write} frame */
    add(frame) {
      live();
      entries.push({ frame, at: now() });
      save();
    },

    /** The server has it, or the visitor deleted it. @param {string} id */
    settle(id) {
      const entry = entries.find((one) => one.frame.id === id) ?? null;
      if (entry) {
        entries = entries.filter((one) => one !== entry);
        save();
      }
      return entry;
    },

    /** The server refused it; sending it again unasked would not help. @param {string} id @param {string} code */
    refuse(id, code) {
      for (const entry of entries) if (entry.frame.id === id) entry.refused = code;
      save();
    },

    /** @param {string} id */
    retry(id) {
      for (const entry of entries) if (entry.frame.id === id) delete entry.refused;
      save();
    },

    /** Marks what has waited visibly, so that its arrival can be told. @param {number} after */
    markWaiting(after) {
      let isNew = false;
      for (const entry of entries) {
        if (!entry.waited && now() - entry.at >= after) isNew = entry.waited = true;
      }
      if (isNew) save();
    },

    /** Takes over what tabs that are gone left unsent, now and when a living one goes. */
    adopt() {
      for (const key of store.keys('queue:')) {
        if (key === own || watched.has(key)) continue;
        watched.add(key);
        if (locks) locks.request(lockOf(key), () => take(key)).catch(() => watched.delete(key));
        else look(key);
      }
    },
  };
}

/** @typedef {ReturnType<typeof makeQueue>} Queue */
