// The panel: puts head, strip, log and composer together, opens and closes, and keeps what is shown in step with
// the chat. The loader calls `mount` at the visitor's first act, and not before.

import { arrange, WAIT_MS } from './arrange.js';
import { makeChat } from './chat.js';
import { makeComposer } from './composer.js';
import { inOrder } from './conversation.js';
import { el } from './dom.js';
import { makeHeader } from './header.js';
import { makeLog } from './log.js';
import { makePhone } from './phone.js';
import { makeVisitor, openStore } from './store.js';
import { makeStrip, moodOf } from './strip.js';
import { makeView } from './view.js';
import { say, speak, spoken } from './words.js';

const TICK_MS = 250;
const LOADING_MS = 300;

/** @param {import('./protocol.js').Context} context @returns {Promise<import('./protocol.js').Panel>} */
export async function mount(context) {
  await speak(context.language());
  const { config, root, launcher } = context;
  const local = openStore(() => window.localStorage, config.bot);
  const session = openStore(() => window.sessionStorage, config.bot);
  const visitor = makeVisitor(local);
  const hasPerson = config.talk_to_person !== false;
  const talk = hasPerson ? () => void chat.write({ type: 'message.send', text: say('talk') }) : null;
  const greeting = (config.greeting?.text ?? '').split(/\n+/).map((part) => part.trim()).filter(Boolean);
  let isOpen = false;
  let unread = 0;
  let seen = 0;
  let remembered = '';
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let ticking;
  let isDrawing = false;
  const mountedAt = Date.now();
  /** Where the focus was before the panel took it. @type {Element | null} */
  let before = null;

  const chat = makeChat({
    config, base: context.base, local, visitor, language: () => spoken(), changed: soon,
    arrived(message, isLive) {
      parts.arrived(message, isLive);
      const isTheirs = message.author === 'bot' || message.author === 'agent';
      if (isTheirs && !isOpen && message.seq > (local.read('seen') ?? 0)) context.unread((unread += 1), say('news', { n: unread > 9 ? '9+' : unread }));
      if (isTheirs && isLive) context.emit('message', { author: message.author, kind: message.body.kind });
    },
    stored(entry) {
      parts.stored(entry);
      soon();
    },
    refused(entry, refusal) {
      parts.refused(entry);
      if (entry.frame.type !== 'form.submit') return;
      const card = /** @type {ReturnType<typeof import('./form.js').drawForm> | null} */ (log.line(`form:${entry.frame.form}`));
      card?.refuse?.(refusal.code === 'invalid' ? refusal.fields ?? [] : null, refusal.code === 'closed' || refusal.code === 'not_found');
    },
  });
  const parts = makeView({
    context, chat, session, changed: draw, focusLine: (key) => log.focusLine(key), reachedEnd: tellSeen,
  });
  const log = makeLog(parts.view);
  const header = makeHeader({
    config, initial: parts.view.initial, team: parts.view.team, minimise: close,
    leaveDetails: () => parts.view.requestForm(), talk,
  });
  const strip = makeStrip(() => chat.tryNow());
  const composer = makeComposer({
    send: (text) => {
      chat.write({ type: 'message.send', text });
      log.toEnd();
    },
    typing: (on) => chat.hint({ type: 'typing', on }),
    talk,
    draft: { read: () => session.read('draft') ?? '', write: (text) => (text ? session.write('draft', text) : session.remove('draft')) },
  });
  /** @type {((isPerson: boolean) => void) | undefined} */
  let ahead;
  if (config.typed_ahead) {
    void import('./ahead.js').then((it) => {
      ahead = it.readAlong(composer.node, chat.hint);
      draw();
    });
  }
  const node = el('section', { class: 'panel', role: 'dialog', hidden: true, onkeydown: keys, onscroll: () => log.scrolled(), onfocusin: fill, onfocusout: fill },
    header.node, strip.node, log.node, composer.node);
  const phone = makePhone(context.host, node, () => log.settle());
  root.prepend(node);
  if (config.files) import('./files.js').then((it) => it.attach(context, node, chat, visitor), () => {});
  label();
  draw();
  // Whoever has talked before gets the conversation back; whoever has not has nothing to be fetched.
  chat.start();

  function label() {
    node.setAttribute('aria-label', say('chat_with', { name: config.name }));
  }

  /** Draws once for all that changes now. */
  function soon() {
    if (isDrawing) return;
    isDrawing = true;
    queueMicrotask(() => {
      isDrawing = false;
      draw();
    });
  }

  function draw() {
    const { conversation, queue, link, late } = chat;
    const now = Date.now();
    const mood = moodOf(link, navigator.onLine, now);
    const agent = conversation.agent?.name ?? '';
    const messages = inOrder(conversation);
    const lines = arrange({
      messages, pending: queue.entries(), greeting, replies: config.replies ?? [], more: conversation.more,
      typing: conversation.typing, read: conversation.read, draft: conversation.draft, status: conversation.status, now: parts.view.now(), declined: parts.declined,
      isLate: (id) => late.has(id), isOffline: mood !== 'ok',
    }).map(parts.edited);
    header.update(conversation.status, agent, mood);
    strip.update(mood, link, now);
    composer.update(conversation.status, agent, lines.some((line) => line.type === 'form'));
    ahead?.(conversation.status === 'agent');
    log.render(visitor.isKept() && !conversation.isLoaded ? unloaded(lines) : lines, conversation.more);
    if (conversation.isLoaded) log.speak();
    remember();
    if (isOpen) {
      grow();
      tellSeen();
    }
    const isRestless = link.phase !== 'open' || strip.isRestless() || queue.entries().length > 0 || conversation.status === 'waiting';
    tick(isRestless);
  }

  /**
   * Until a known visitor's conversation is here: what they have not sent yet, and after a moment a sketch of the rest.
   * @param {import('./arrange.js').Line[]} lines @returns {import('./arrange.js').Line[]}
   */
  function unloaded(lines) {
    const unsent = lines.filter((line) => line.type === 'bubble' && line.side === 'visitor');
    return Date.now() - mountedAt < LOADING_MS ? unsent : [{ type: 'loading', key: 'loading' }, ...unsent];
  }

  /** The panel grows with what it holds and does not shrink again under the reader's eyes. */
  function grow() {
    if (!phone.isNarrow()) node.style.minBlockSize = `${node.offsetHeight}px`;
  }

  /** @param {boolean} isOn */
  function tick(isOn) {
    if (isOn === (ticking !== undefined)) return;
    clearInterval(ticking);
    ticking = isOn ? setInterval(() => {
      chat.queue.markWaiting(WAIT_MS);
      draw();
    }, TICK_MS) : undefined;
  }

  function tellSeen() {
    const { last } = chat.conversation;
    if (!isOpen || last <= seen || !log.isAtEnd() || document.visibilityState !== 'visible') return;
    seen = last;
    chat.hint({ type: 'seen', seq: last });
    if (visitor.isKept()) local.write('seen', last);
  }

  /**
   * On a phone a form being filled in has the space that the composer would take; its buttons too, or they would move
   * away from under the finger that presses them.
   */
  function fill() {
    const active = context.shadow.activeElement;
    node.classList.toggle('filling', active !== null && active.closest('.form form') !== null);
  }

  /** @param {KeyboardEvent} event */
  function keys(event) {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    event.stopPropagation();
    close();
  }

  /** Whether the panel is open, for the next page; only once the visitor has written. */
  function remember() {
    const state = isOpen ? 'open' : 'shut';
    if (!visitor.isKept() || state === remembered) return;
    remembered = state;
    session.write('panel', state);
  }

  function open(isQuiet = false) {
    if (isOpen) return;
    isOpen = true;
    before = document.activeElement;
    unread = 0;
    node.hidden = false;
    chat.start();
    context.unread(0, '');
    context.shown(true, say('close_chat'));
    phone.set(true);
    draw();
    composer.resize();
    log.toEnd();
    if (isQuiet) return;
    // A keyboard that jumps up would cover the greeting.
    if (phone.isNarrow() || matchMedia('(pointer: coarse)').matches) header.focus();
    else composer.focus();
  }

  function close() {
    if (!isOpen) return;
    isOpen = false;
    header.close(false);
    phone.set(false);
    node.hidden = true;
    node.style.minBlockSize = '';
    context.shown(false, '');
    remember();
    const back = launcher.hidden && before instanceof HTMLElement ? before : launcher;
    back.focus();
  }

  document.addEventListener('visibilitychange', tellSeen);

  return {
    open,
    close,
    ask(text) {
      const words = text.trim().slice(0, 4000);
      if (words) parts.view.reply(words);
      open();
      log.toEnd();
    },
    form(tag) {
      parts.view.requestForm(tag);
      open();
    },
    async relabel() {
      await speak(context.language());
      label();
      if (isOpen) context.shown(true, say('close_chat'));
      log.relabel();
      draw();
    },
    shutdown() {
      tick(false);
      document.removeEventListener('visibilitychange', tellSeen);
      phone.stop();
      chat.stop();
      node.remove();
    },
  };
}
