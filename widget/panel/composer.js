// Where the visitor writes. Enter sends, Shift+Enter makes a line, and the draft lives through a reload.

import { el, fill } from './dom.js';
import { icon } from './icons.js';
import { firstName } from './bubble.js';
import { say } from './words.js';

const MOST = 4000;
const TYPING_MS = 3000;

/**
 * @param {object} options
 * @param {(text: string) => void} options.send
 * @param {(isOn: boolean) => void} options.typing
 * @param {(() => void) | null} options.talk
 * @param {{ read: () => string, write: (text: string) => void }} options.draft
 */
export function makeComposer({ send, typing, talk, draft }) {
  const box = el('textarea', { rows: 1, maxlength: MOST, dir: 'auto', enterkeyhint: 'send', oninput: changed, onkeydown: keys });
  const button = el('button', { type: 'submit', class: 'send' }, icon('up', 20));
  const note = el('p', { class: 'note' });
  const node = el('form', { class: 'composer', novalidate: true, onsubmit: submit }, el('div', { class: 'write' }, box, button), note);
  let typedAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let quiet;
  box.value = draft.read();

  /** @param {Event} event */
  function submit(event) {
    event.preventDefault();
    const text = box.value.trim();
    if (!text) return box.focus();
    box.value = '';
    changed();
    send(text);
    box.focus();
  }

  function changed() {
    draft.write(box.value);
    resize();
    const now = Date.now();
    clearTimeout(quiet);
    if (!box.value.trim()) {
      if (typedAt) typing(false);
      typedAt = 0;
      return;
    }
    if (now - typedAt > TYPING_MS) {
      typing(true);
      typedAt = now;
    }
    quiet = setTimeout(() => {
      typing(false);
      typedAt = 0;
    }, TYPING_MS * 2);
  }

  function resize() {
    button.setAttribute('aria-disabled', String(box.value.trim() === ''));
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 132)}px`;
  }

  /** @param {KeyboardEvent} event */
  function keys(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    node.requestSubmit();
  }

  let shown = '';
  /** @param {import('./protocol.js').Status} status @param {string} agent @param {boolean} isNoteHidden */
  function update(status, agent, isNoteHidden) {
    note.hidden = isNoteHidden;
    const now = [status, agent, say('write')].join('|');
    if (now === shown) return;
    shown = now;
    const isPerson = status === 'agent';
    const words = isPerson ? say('write_agent', { name: firstName(agent) }) : say(status === 'waiting' ? 'write_waiting' : 'write');
    box.placeholder = words;
    box.setAttribute('aria-label', words);
    button.setAttribute('aria-label', button.title = say('send'));
    const person = talk && !isPerson && status !== 'waiting'
      ? el('button', { type: 'button', class: 'link', onclick: talk }, say('talk')) : null;
    fill(note, say(isPerson ? 'note_agent' : 'note'), person ? ' ' : null, person);
    resize();
  }

  return { node, update, resize, focus: () => box.focus() };
}
