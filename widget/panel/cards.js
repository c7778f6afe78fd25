// The cards that are not forms: the receipt of a sent form, the bell that rings for a person, a form put away.

import { el, fill } from './dom.js';
import { bell, icon } from './icons.js';
import { clockTime, say } from './words.js';

/** @typedef {import('./log.js').View} View */
/** @typedef {import('./bubble.js').Drawn} Drawn */
/** @typedef {Extract<import('./arrange.js').Line, { type: 'receipt' }>} ReceiptLine */

/** After this long the card says that it is taking long. */
export const LONG_MS = 120000;

/** @param {ReceiptLine} line @param {View} view @returns {Drawn} */
export function drawReceipt(line, view) {
  const node = el('section', { class: 'card receipt' });
  let shown = '';
  /** @param {ReceiptLine} next */
  function update(next) {
    const now = JSON.stringify([next.body, next.at, next.form !== null]);
    if (now === shown) return;
    shown = now;
    const title = el('h3', { tabindex: '-1', dir: 'auto' }, next.body.title || say('details_sent'));
    fill(node,
      el('div', { class: 'done' }, el('span', { class: 'tick' }, icon('check', 15)), title),
      el('dl', null, ...rowsOf(next).flatMap((row) => [
        el('dt', { dir: 'auto' }, row.label), el('dd', null, el('bdi', null, row.value))])),
      el('p', { class: 'small' },
        next.form ? el('button', { type: 'button', class: 'link', onclick: () => view.edit(next.body.form) }, say('edit_details')) : null,
        el('span', null, say('sent_at', { time: clockTime(next.at) }))));
  }
  update(line);
  return { node, update };
}

/** What was answered. The consent is left out: its sentence is long, and nothing was sent without it. @param {ReceiptLine} line */
function rowsOf({ body, form }) {
  const consents = new Set(form?.fields.filter((field) => field.kind === 'consent').map((field) => field.key));
  return body.rows.filter((row) => !consents.has(row.key));
}

/** @param {unknown} _line @param {View} view @returns {Drawn} */
export function drawWaiting(_line, view) {
  const text = el('p', null);
  const node = el('section', { class: 'card ring' },
    el('div', { class: 'done' }, bell(), el('h3', null, say('waiting', { team: view.team() }))),
    text,
    el('p', { class: 'small' },
      el('button', { type: 'button', class: 'link', onclick: () => view.requestForm() }, say('leave_message')), ' ',
      el('button', { type: 'button', class: 'link', onclick: () => view.hint({ type: 'person.cancel' }) }, say('cancel'))));
  function update() {
    const next = view.waitedFor() > LONG_MS ? say('rung_long') : inLine(view.conversation.waiting);
    if (text.textContent !== next) text.textContent = next;
  }
  update();
  return { node, update };
}

/** @param {import('./protocol.js').InLine} waiting */
function inLine({ place: n, usual }) {
  return say(n > 1 ? 'rung_place' : 'rung_next', { n }) + (usual ? ` ${say('rung_usual', { n: Math.ceil(usual / 60) })}` : '');
}

/** @param {{ key: string }} line @param {View} view @returns {Drawn} */
export function drawDeclined(line, view) {
  const node = el('div', { class: 'event put-away' },
    el('span', null, say('declined'),
      el('button', { type: 'button', class: 'link', onclick: () => view.requestForm() }, say('leave_details'))));
  return { node, update() {} };
}
