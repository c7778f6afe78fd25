// The chat without its looks: joins visitor, queue, sender, socket and conversation, and turns frames into changes.
// It draws nothing; it tells when something is to be drawn.

import { accept, become, draft, forget, makeConversation, resume, store } from './conversation.js';
import { pageInfo, watchPage } from './page.js';
import { makeLines } from './line.js';
import { makeQueue } from './queue.js';
import { makeSender } from './sender.js';
import { makeSocket } from './socket.js';
import { randomName } from './store.js';
import { makeWays } from './way.js';

/** @typedef {import('./protocol.js').ServerFrame} ServerFrame */
/** @typedef {import('./protocol.js').Message} Message */
/** @typedef {import('./protocol.js').Write} Write */
/** A write before it has its number. @typedef {Write extends infer W ? W extends Write ? Omit<W, 'ref' | 'id'> : never : never} Act */

const TYPING_MS = 30000;

/**
 * @param {object} options
 * @param {import('./protocol.js').Config} options.config
 * @param {string} options.base
 * @param {import('./store.js').Store} options.local
 * @param {import('./store.js').Visitor} options.visitor
 * @param {() => string} options.language
 * @param {() => void} options.changed
 * @param {(message: Message, isLive: boolean) => void} options.arrived
 * @param {(entry: import('./queue.js').Entry) => void} options.stored
 * @param {(entry: import('./queue.js').Entry, refusal: import('./protocol.js').Refusal) => void} options.refused
 */
export function makeChat({ config, base, local, visitor, language, changed, arrived, stored, refused }) {
  const conversation = makeConversation();
  /** Messages that were seen waiting before they were sent. @type {Set<string>} */
  const late = new Set();
  /** What is taken away when nobody goes on with it. @type {Partial<Record<'typing' | 'draft', ReturnType<typeof setTimeout>>>} */
  const ends = {};
  const clock = {
    now: () => Date.now(),
    /** @param {() => void} act @param {number} ms */
    later: (act, ms) => setTimeout(act, ms),
    /** @param {any} timer */
    cancel: (timer) => clearTimeout(timer),
  };

  const queue = makeQueue({
    store: local, bot: config.bot, locks: navigator.locks, now: clock.now, later: clock.later,
    changed() {
      sender.pump();
      changed();
    },
  });
  const ways = makeWays({
    socket: () => new WebSocket(`${base.replace(/^http/, 'ws')}ws?bot=${encodeURIComponent(config.bot)}`),
    line: makeLines({ base, bot: config.bot, fetch: fetch.bind(window), page: document, clock }),
    now: clock.now,
    memory: {
      read: () => local.read('plain'),
      // A visitor who only looks around leaves nothing behind.
      write(until) {
        if (visitor.isKept()) local.write('plain', until);
        return visitor.isKept();
      },
      forget: () => local.remove('plain'),
    },
  });
  const socket = makeSocket({
    ways, clock, random: Math.random, opened: open, received,
    changed(link) {
      if (link.phase === 'waiting') sender.lost();
      changed();
    },
  });
  const sender = makeSender({
    queue, send: socket.send, drop: socket.drop, later: clock.later, cancel: clock.cancel,
    stored(entry, ack) {
      if (entry.frame.type === 'message.send') keepSent(entry, ack);
      stored(entry);
    },
    refused,
  });
  const stopWatching = watchPage((seconds) => hint({ type: 'page', page: pageInfo(), seconds }));

  function open() {
    const isResume = conversation.id !== null && conversation.last > 0;
    socket.send({
      type: 'open', ref: 'open', visitor: visitor.secret(),
      ...(isResume ? { conversation: conversation.id, seq: conversation.last } : {}),
      page: pageInfo(), language: language(), time_zone: zone(),
    });
  }

  /** Opens again from the start: another visitor's secret, or another conversation. */
  function reopen() {
    conversation.id = null;
    forget(conversation);
    sender.lost();
    open();
  }

  /** @param {import('./queue.js').Entry} entry @param {import('./protocol.js').Ack} ack */
  function keepSent(entry, ack) {
    if (entry.frame.type !== 'message.send' || ack.seq === undefined) return;
    late.clear();
    if (entry.waited) late.add(entry.frame.id);
    const { id, text, files } = entry.frame;
    store(conversation, { seq: ack.seq, id, client_id: id, author: 'visitor', at: ack.at ?? entry.at, body: { kind: 'text', text, files } });
  }

  /** @param {ServerFrame} frame */
  function received(frame) {
    if (frame.type === 'opened') welcome(frame);
    else if (frame.type === 'ack') {
      if (follow(frame.conversation)) sender.acked(frame);
    } else if (frame.type === 'error') fail(frame);
    else if (frame.type === 'message') {
      if (follow(frame.conversation)) take(frame.message, true);
    } else if (frame.type === 'status') {
      become(conversation, frame, clock.now());
    } else if (frame.type === 'seen') conversation.read = frame.seq;
    else if (frame.type === 'typing') {
      conversation.typing = frame.on ? frame.author : null;
      fades('typing');
    }
    else if (frame.type === 'message.draft') {
      if (frame.conversation !== conversation.id) return;
      draft(conversation, frame.id, frame.text);
      fades('draft');
    } else if (frame.type === 'history') {
      conversation.more = frame.more;
      for (const message of frame.messages) conversation.messages.set(message.seq, message);
    } else return;
    changed();
  }

  /** @param {import('./protocol.js').Opened} frame */
  function welcome(frame) {
    const before = conversation.isLoaded ? conversation.last : null;
    resume(conversation, frame, clock.now());
    for (const message of frame.messages) {
      if (message.client_id) queue.settle(message.client_id);
      if (before === null || message.seq > before) arrived(message, before !== null);
    }
    socket.good();
    sender.ready();
  }

  /** A frame of another conversation than ours means that a new one was begun. @param {string | undefined} id */
  function follow(id) {
    if (!id || id === conversation.id) return true;
    if (conversation.id === null) {
      conversation.id = id;
      return true;
    }
    // What the frame told comes again with `opened`; an unanswered write is sent again, and stored once.
    reopen();
    return false;
  }

  /** @param {Message} message @param {boolean} isLive */
  function take(message, isLive) {
    const entry = message.client_id ? queue.settle(message.client_id) : null;
    if (entry?.waited && message.client_id) late.add(message.client_id);
    if (accept(conversation, message)) arrived(message, isLive);
    // The queue moved on without an ack.
    if (entry) sender.acked({ type: 'ack', id: entry.frame.id });
  }

  /** @param {import('./protocol.js').Refusal} frame */
  function fail(frame) {
    if (sender.failed(frame)) return;
    if (frame.code === 'not_open') open();
    // The server could not open the conversation: try again later, from a new socket.
    if (frame.ref === 'open') socket.drop();
  }

  /** A sign or a draft that nobody goes on with is taken away: the server may have died over it. @param {'typing' | 'draft'} what */
  function fades(what) {
    clearTimeout(ends[what]);
    if (!conversation[what]) return;
    ends[what] = setTimeout(() => {
      conversation[what] = null;
      changed();
    }, TYPING_MS);
  }

  /** Sends what may be lost. @param {object} frame */
  function hint(frame) {
    if (socket.link.phase === 'open') socket.send(frame);
  }

  /** Another tab has something to send, or made the visitor's secret known: this tab is the same visitor. @param {StorageEvent} event */
  function joined(event) {
    if (event.key?.startsWith(`frontdesk:${config.bot}:queue:`) && event.newValue && visitor.isKept()) queue.adopt();
    if (event.key !== `frontdesk:${config.bot}:visitor` || visitor.isKept()) return;
    if (visitor.keep() && socket.link.phase === 'open') reopen();
  }

  const life = new AbortController();
  const { signal } = life;
  window.addEventListener('storage', joined, { signal });
  window.addEventListener('online', socket.tryNow, { signal });
  // A socket without a network looks open for half a minute; the browser knows sooner, and the visitor should too.
  window.addEventListener('offline', socket.drop, { signal });
  if (visitor.isKept()) queue.adopt();

  return {
    conversation, queue, late, link: socket.link, hint,
    start: socket.start,
    tryNow: socket.tryNow,
    pump: sender.pump,
    /** Keeps what the visitor did until the server has it. @param {Act} act */
    write(act) {
      // By time first: ids of one moment stand beside each other in the server's index.
      const id = Date.now().toString(36) + randomName(12);
      const isOther = visitor.keep();
      queue.add(/** @type {Write} */ ({ ...act, ref: id, id }));
      socket.start();
      if (isOther && socket.link.phase === 'open') reopen();
      else sender.pump();
      return id;
    },
    earlier() {
      const first = Math.min(...conversation.messages.keys());
      if (Number.isFinite(first)) hint({ type: 'history', ref: 'history', before: first });
    },
    stop() {
      stopWatching();
      life.abort();
      clearTimeout(ends.typing);
      clearTimeout(ends.draft);
      sender.lost();
      socket.stop();
    },
  };
}

/** @typedef {ReturnType<typeof makeChat>} Chat */

function zone() {
  try {
    return Intl.DateTimeFormat().resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
