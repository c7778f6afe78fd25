// The strip under the desk line that says how the connection is. It shows nothing in the first three seconds
// without one, and the countdown is for the eye only: a screen reader hears each state once.

import { el, fill } from './dom.js';
import { icon } from './icons.js';
import { say } from './words.js';

const SHOW_MS = 3000;
const BACK_MS = 2000;

/** @typedef {'ok' | 'offline' | 'reconnecting'} Mood */

/**
 * How the connection is to be shown.
 * @param {import('./socket.js').Link} link
 * @param {boolean} isOnline what the browser thinks
 * @param {number} now
 * @returns {Mood}
 */
export function moodOf(link, isOnline, now) {
  if (!link.lostAt || now - link.lostAt < SHOW_MS) return 'ok';
  return isOnline ? 'reconnecting' : 'offline';
}

/** @param {() => void} tryNow */
export function makeStrip(tryNow) {
  const said = el('span', { class: 'sr', role: 'status' });
  const bar = el('div', { class: 'strip', hidden: true });
  const node = el('div', { class: 'strip-frame' }, said, bar);
  let shown = '';
  let backUntil = 0;
  /** @type {Mood} */
  let mood = 'ok';
  const again = el('button', { type: 'button', class: 'link', onclick: tryNow });

  /** @param {Mood} next @param {import('./socket.js').Link} link @param {number} now */
  function update(next, link, now) {
    if (next === 'ok' && mood !== 'ok' && link.phase === 'open') backUntil = now + BACK_MS;
    if (next !== 'ok') backUntil = 0;
    if (next !== mood) said.textContent = next === 'ok' ? (backUntil ? say('back') : '') : say(next === 'offline' ? 'no_connection' : 'reconnecting');
    mood = next;
    const left = link.phase === 'waiting' ? Math.ceil((link.nextAt - now) / 1000) : 0;
    const look = next === 'ok' && now < backUntil ? 'back' : next;
    const key = `${look}|${look === 'reconnecting' ? left : ''}|${say('try_now')}`;
    if (key === shown) return;
    shown = key;
    bar.hidden = look === 'ok';
    bar.className = `strip ${look}`;
    again.textContent = say('try_now');
    const isCounted = look === 'reconnecting' && left > 0;
    const [name, word] = look === 'back' ? ['check', 'back'] : look === 'offline' ? ['offline', 'no_connection']
      : ['spin', isCounted ? 'next_try' : 'reconnecting'];
    const isFocused = again.matches(':focus');
    fill(bar, icon(name, 18), el('span', { 'aria-hidden': 'true' }, say(word, { n: left })), isCounted && again);
    if (isFocused) again.focus();
  }

  return { node, update, isRestless: () => mood !== 'ok' || backUntil > 0 };
}

