// The head of the panel: who is speaking, whether anyone is there, the menu and the way out.

import { face, initials } from './bubble.js';
import { el, fill } from './dom.js';
import { icon } from './icons.js';
import { outLink, safeUrl } from './rich.js';
import { say } from './words.js';

/**
 * @param {object} options
 * @param {import('./protocol.js').Config} options.config
 * @param {string} options.initial
 * @param {() => string} options.team
 * @param {() => void} options.minimise
 * @param {() => void} options.leaveDetails
 * @param {(() => void) | null} options.talk
 */
export function makeHeader({ config, initial, team, minimise, leaveDetails, talk }) {
  const who = el('span', { class: 'who' });
  const name = el('h2', { id: 'fd-name', tabindex: '-1', dir: 'auto' });
  const line = el('p', { class: 'presence' });
  const more = el('button', { type: 'button', class: 'tool', 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'aria-controls': 'fd-menu', onclick: toggle }, icon('more', 20));
  const shut = el('button', { type: 'button', class: 'tool', onclick: minimise }, icon('minus', 20), icon('close', 20));
  const menu = el('div', { class: 'menu', id: 'fd-menu', role: 'menu', hidden: true, onkeydown: keys, onfocusout: leave });
  const node = el('div', { class: 'head' }, who, el('div', { class: 'title' }, name, line), more, shut, menu);
  let shown = '';

  /** @param {string} word @param {() => void} act */
  function item(word, act) {
    return el('button', { type: 'button', role: 'menuitem', tabindex: '-1', onclick: () => { close(false); act(); } }, say(word));
  }

  function toggle() {
    if (!menu.hidden) return close(true);
    const url = safeUrl(config.privacy_url);
    const privacy = url ? outLink(url, say('privacy')) : null;
    privacy?.setAttribute('role', 'menuitem');
    privacy?.setAttribute('tabindex', '-1');
    fill(menu, item('leave_details', leaveDetails), talk ? item('talk', talk) : null, privacy);
    menu.hidden = false;
    more.setAttribute('aria-expanded', 'true');
    items()[0]?.focus();
  }

  /** @returns {HTMLElement[]} */
  const items = () => [...menu.querySelectorAll('[role=menuitem]')].filter((one) => one instanceof HTMLElement);

  /** @param {boolean} isBack whether the focus goes back to the button */
  function close(isBack) {
    if (menu.hidden) return;
    if (isBack) more.focus();
    menu.hidden = true;
    more.setAttribute('aria-expanded', 'false');
  }

  /** @param {FocusEvent} event */
  function leave(event) {
    const next = event.relatedTarget;
    if (next instanceof Node && !menu.contains(next) && !more.contains(next)) close(false);
  }

  /** @param {KeyboardEvent} event */
  function keys(event) {
    const all = items();
    const at = all.findIndex((one) => one === event.target);
    /** @type {Record<string, number>} */
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 };
    if (event.key === 'Escape') close(true);
    else if (event.key === 'Tab') return close(false);
    else if (event.key in to) all[(to[event.key] ?? 0) % all.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /**
   * @param {import('./protocol.js').Status} status
   * @param {string} agent
   * @param {'ok' | 'offline' | 'reconnecting'} link
   */
  function update(status, agent, link) {
    const now = [status, agent, link, say('menu')].join('|');
    if (now === shown) return;
    shown = now;
    const isPerson = status === 'agent';
    fill(who, face(isPerson ? 'agent' : 'bot', isPerson ? initials(agent || say('person')) : initial));
    name.textContent = isPerson ? agent || say('person') : config.name;
    const [dot, words] = link === 'offline' ? ['ring', say('offline')]
      : link === 'reconnecting' ? ['ring', say('reconnecting')]
      : status === 'waiting' ? ['brass', say('ringing', { team: team() })]
      : isPerson ? ['ok', say('online', { name: config.name })]
      : ['', say('assistant_line')];
    fill(line, dot ? el('i', { class: `dot ${dot}` }) : null, words);
    more.setAttribute('aria-label', more.title = say('menu'));
    shut.setAttribute('aria-label', shut.title = say('minimise'));
  }

  return { node, update, close, focus: () => name.focus(), isMenuOpen: () => !menu.hidden };
}
