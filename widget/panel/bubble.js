// One line of the log: a bubble with its face, what stands under it, and the small lines between bubbles.

import { el, fill, hidden } from './dom.js';
import { icon } from './icons.js';
import { outLink, richNodes, safeUrl } from './rich.js';
import { clockTime, fullTime, say } from './words.js';

/** @typedef {import('./arrange.js').Bubble} Bubble */
/** @typedef {import('./log.js').View} View */
/** @typedef {{ node: HTMLElement, update: (line: any) => void }} Drawn */

/** The assistant is a dome, a person a circle. @param {'bot' | 'agent'} side @param {string} letters */
export function face(side, letters) {
  return el('span', { class: side === 'bot' ? 'face dome' : 'face round', 'aria-hidden': 'true' }, letters);
}

/** @param {string} name */
export function initials(name) {
  const parts = name.trim().split(/\s+/).filter(Boolean);
  return [parts[0], parts.length > 1 ? parts.at(-1) : ''].map((part) => [...(part ?? '')][0] ?? '').join('').toUpperCase() || '·';
}

/** @param {string} name */
export const firstName = (name) => name.trim().split(/\s+/)[0] || say('person');

/** @param {Bubble} line @param {View} view @returns {Drawn} */
export function drawBubble(line, view) {
  const speaker = line.side === 'visitor' ? say('you') : line.side === 'agent' ? line.name || say('person') : say('assistant');
  const text = el('div', { class: 'bubble', dir: 'auto', title: fullTime(line.at) },
    ...(line.side === 'visitor' ? [line.text] : richNodes(line.text)));
  // Loaded where somebody sends a file, and not before.
  const { files } = line;
  if (files) import('./files.js').then((it) => it.show(text, files), () => {});
  const extras = el('div', { class: 'extras' });
  const meta = el('div', { class: 'meta' });
  const node = el('div', null,
    line.side === 'visitor' ? null : face(line.side, line.side === 'bot' ? view.initial : initials(line.name)),
    el('div', { class: 'said' }, hidden(`${speaker}: `), text, extras),
    meta);
  let shown = '';

  /** @param {Bubble} next */
  function update(next) {
    node.className = ['line', next.side, next.isFirst && 'first', next.isLast && 'last', next.state].filter(Boolean).join(' ');
    const now = JSON.stringify([next.state, next.isLast, next.at, next.sources, next.feedback]);
    if (next.feedback !== null && now === shown) press(extras, view.rated(next.feedback));
    if (now === shown) return;
    shown = now;
    fill(meta, ...metaOf(next, view));
    fill(extras, ...next.sources.map(sourceChip), next.feedback === null ? null : rating(next.feedback, view));
    if (next.feedback !== null) press(extras, view.rated(next.feedback));
  }
  update(line);
  return { node, update };
}

/** @param {Bubble} line @param {View} view @returns {import('./dom.js').Child[]} */
function metaOf(line, view) {
  if (!line.isLast) return [];
  const time = clockTime(line.at);
  if (line.side === 'bot') return [];
  if (line.side === 'agent') return [`${firstName(line.name)}, ${time}`];
  if (line.state === 'failed') {
    return [icon('alert', 14), say('not_sent'), ' ',
      el('button', { type: 'button', onclick: () => view.retry(line.key) }, say('retry')), ' ',
      el('button', { type: 'button', onclick: () => view.drop(line.key) }, say('delete'))];
  }
  if (line.state === 'waiting') return [icon('clock', 14), say('waiting_to_send')];
  if (line.state === 'seen') return [icon('check', 14), say('seen')];
  if (line.state === 'late') return [icon('check', 14), say('sent_at', { time })];
  return line.state === 'pending' ? [] : [time];
}

/** @param {{ title: string, url?: string }} source */
function sourceChip(source) {
  const url = safeUrl(source.url);
  const chip = url ? outLink(url, '') : el('span', null);
  chip.className = 'source';
  fill(chip, icon('book', 14), hidden(`${say('source')}: `), el('span', { dir: 'auto' }, source.title));
  return chip;
}

/** @param {number} seq @param {View} view */
function rating(seq, view) {
  /** @param {string} name @param {'helpful' | 'not_helpful'} word @param {boolean} value */
  const button = (name, word, value) => el('button', {
    type: 'button', class: 'rate', title: say(word), 'aria-label': say(word), 'data-value': value ? 'true' : 'false',
    onclick: () => view.rate(seq, view.rated(seq) === value ? null : value),
  }, icon(name, 17));
  return el('span', { class: 'rating' }, button('good', 'helpful', true), button('bad', 'not_helpful', false));
}

/** Shows which of the two was chosen. @param {Element} extras @param {boolean | null} rated */
function press(extras, rated) {
  for (const button of extras.querySelectorAll('.rate')) {
    button.setAttribute('aria-pressed', String(button.getAttribute('data-value') === String(rated)));
  }
}

/** What stands in while the conversation is fetched. @returns {Drawn} */
export function drawLoading() {
  const node = el('div', { class: 'loading', 'aria-hidden': 'true' }, el('i', null), el('i', null), el('i', null));
  return { node, update() {} };
}

/** @param {{ at: number }} line @param {View} view @param {(at: number, now: number) => string} name @returns {Drawn} */
export function drawDay(line, view, name) {
  const node = el('div', { class: 'day' }, name(line.at, view.now()));
  return { node, update: (next) => { node.textContent = name(next.at, view.now()); } };
}

/** Five buttons; what was pressed last counts. @param {View} view */
function howWasIt(view) {
  const node = el('span', { role: 'status' }, say('rate_ask'));
  /** @param {number} n */
  const rate = (n) => {
    view.hint({ type: 'rate', conversation: view.conversation.id, rating: n });
    node.textContent = `${n}/5`;
  };
  return el('span', null, node, ...[1, 2, 3, 4, 5].map((n) => el('button', { type: 'button', class: 'link', onclick: () => rate(n) }, `${n}/5`)));
}

/** @param {{ event: string, name: string }} line @param {View} view @returns {Drawn} */
export function drawEvent(line, view) {
  const name = line.name ? firstName(line.name) : say('someone');
  // An event is the key of its sentence: 'joined', 'left', 'waiting', 'closed'. The network has 'back' already.
  const key = line.event === 'back' ? 'is_back' : line.event;
  const node = el('div', { class: 'event' }, el('span', null, icon('person', 16), say(key, { name, team: view.team() })));
  if (line.event === 'closed' && view.asks) node.append(howWasIt(view));
  return { node, update() {} };
}

/** @param {{ side: 'bot' | 'agent' }} line @param {View} view @returns {Drawn} */
export function drawTyping(line, view) {
  const agent = view.agentName();
  const name = line.side === 'bot' ? say('assistant') : agent ? firstName(agent) : say('person');
  const node = el('div', { class: `line ${line.side} first last typing` },
    face(line.side, line.side === 'bot' ? view.initial : initials(agent)),
    el('div', { class: 'said' }, hidden(say('is_typing', { name })),
      el('div', { class: 'bubble', 'aria-hidden': 'true' }, el('i', null), el('i', null), el('i', null))));
  return { node, update() {} };
}

/**
 * An answer that is being worded. Screen readers hear that somebody types, and the answer once, when it is whole: then its
 * own line takes this one's place.
 * @param {{ text: string }} line @param {View} view @returns {Drawn}
 */
export function drawDraft(line, view) {
  const text = el('div', { class: 'bubble', dir: 'auto', 'aria-hidden': 'true' }, ...richNodes(line.text));
  const node = el('div', { class: 'line bot first last draft' }, face('bot', view.initial),
    el('div', { class: 'said' }, hidden(say('is_typing', { name: say('assistant') })), text));
  return { node, update: (next) => fill(text, ...richNodes(next.text)) };
}

/** @param {{ list: string[] }} line @param {View} view @returns {Drawn} */
export function drawReplies(line, view) {
  const node = el('div', { class: 'chips replies', role: 'group', 'aria-label': say('choose_reply') },
    ...line.list.map((text) => el('button', { type: 'button', class: 'chip', dir: 'auto', onclick: () => view.reply(text) }, text)));
  return { node, update() {} };
}
