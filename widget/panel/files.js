// Files: the button, paste and drop by which a visitor sends them, their way up, and how a message shows them. It is loaded
// where files can be sent or somebody has sent one, and not before.

import { el, fill } from './dom.js';
import { randomName } from './store.js';
import { say, spoken } from './words.js';
import words from './files_words.js';

/** @typedef {import('./protocol.js').File} Sent */
/** @typedef {keyof import('./files_words.js').Words} Word */

const NS = 'http://www.w3.org/2000/svg';
/** Outlines on a 24 grid, as the panel's own. */
const CLIP = 'M20 11.5l-8.2 8.2a5.2 5.2 0 0 1-7.4-7.4l8.6-8.6a3.5 3.5 0 0 1 5 5l-8.6 8.6a1.8 1.8 0 0 1-2.5-2.5l7.6-7.6';
const SHEET = 'M7 3h7l5 5v11a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM14 3v5h5';
const SHOWN = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const SMALL = 220;
const BASE = new URL('../../', import.meta.url).href;

const STYLE = `
.panel .clip { flex: none; inline-size: 40px; block-size: 40px; display: grid; place-items: center; border-radius: 12px; color: var(--ink-2); }
.panel .clip:hover { color: var(--ink); }
.panel .going { display: grid; gap: 6px; margin-block-end: 8px; }
.panel .going:empty { display: none; }
.panel .going li { display: grid; grid-template-columns: 1fr auto; align-items: center; gap: 4px 10px; font-size: 13px; line-height: 18px; color: var(--ink-2); }
.panel .going li > span { overflow-wrap: anywhere; }
.panel .going .is-refused > span { color: var(--danger); }
.panel .going progress { grid-column: 1 / -1; inline-size: 100%; block-size: 4px; accent-color: var(--fill); }
.panel.drops::after { content: attr(data-drop); position: absolute; inset: 8px; z-index: 3; display: grid; place-items: center; border: 2px dashed var(--fill); border-radius: 14px; background: var(--s); font-weight: 600; }
.bubble .files { display: grid; gap: 6px; justify-items: start; }
.bubble .files:not(:first-child) { margin-block-start: 8px; }
.bubble .files img { display: block; max-inline-size: 100%; block-size: auto; border-radius: 10px; background: var(--s); }
.panel .bubble .files a { display: block; color: inherit; max-inline-size: 100%; }
.panel .bubble .files .sheet { display: flex; align-items: center; gap: 8px; padding: 8px 10px; border: 1px solid currentColor; border-radius: 10px; text-decoration: none; }
.bubble .files small { display: block; font-size: 12px; line-height: 16px; }
@media (pointer: coarse) { .panel .clip { inline-size: 44px; block-size: 44px; } }
`;

/** @param {Word} word @param {Record<string, string | number>} [values] */
function tell(word, values = {}) {
  const own = words[spoken()] ?? words.en;
  return (own?.[word] ?? '').replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** @param {string} path */
function drawing(path) {
  const svg = document.createElementNS(NS, 'svg');
  for (const [name, value] of [['class', 'i'], ['viewBox', '0 0 24 24'], ['width', '20'], ['height', '20'], ['aria-hidden', 'true']]) {
    svg.setAttribute(name ?? '', value ?? '');
  }
  const line = document.createElementNS(NS, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

/** The panel's looks of files, once. @param {Element} node */
function dress(node) {
  const root = node.getRootNode();
  if (!(root instanceof ShadowRoot) || root.host.hasAttribute('data-files')) return;
  root.host.setAttribute('data-files', '');
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  } catch {
    // Before Safari 16.4; needs style-src 'unsafe-inline' there.
    root.append(Object.assign(document.createElement('style'), { textContent: STYLE }));
  }
}

/** `120 KB` @param {number} bytes */
function size(bytes) {
  const [unit, of] = bytes < 1048576 ? ['kilobyte', 1024] : ['megabyte', 1048576];
  const number = new Intl.NumberFormat(spoken() === 'ar' ? 'ar-u-nu-latn' : spoken(),
    { style: 'unit', unit: String(unit), maximumFractionDigits: of === 1024 ? 0 : 1 });
  return number.format(Math.max(bytes / Number(of), of === 1024 ? 1 : 0));
}

/** @param {Sent} file */
const address = (file) => `${BASE}attachments/${file.id}/${encodeURIComponent(file.name)}?key=${file.key}`;

/** @param {Sent} file */
function sheet(file) {
  return el('a', { class: 'sheet', href: address(file), target: '_blank', rel: 'noopener noreferrer' }, drawing(SHEET),
    el('span', null, el('span', { dir: 'auto' }, file.name), el('small', null, `${tell('file')}, ${size(file.size)}`)));
}

/** @param {Sent} file */
function picture(file) {
  const most = Math.max(file.width ?? SMALL, file.height ?? SMALL, SMALL);
  const [wide, high] = [file.width ?? SMALL, file.height ?? SMALL].map((side) => Math.max(1, Math.round((side * SMALL) / most)));
  // Where the page lets no picture of ours in, its name is there.
  const image = el('img', { src: address(file), alt: tell('picture', { name: file.name }), width: wide, height: high,
    onerror: () => link.replaceWith(sheet(file)) });
  const link = el('a', { href: address(file), target: '_blank', rel: 'noopener noreferrer' }, image);
  return link;
}

/** What came with a message, in its bubble. @param {HTMLElement} node @param {Sent[]} files */
export function show(node, files) {
  dress(node);
  const isShown = (/** @type {Sent} */ file) => SHOWN.includes(file.kind);
  node.append(el('div', { class: 'files' }, ...files.map((file) => (isShown(file) ? picture(file) : sheet(file)))));
}

/**
 * The button beside the field, and what can be pasted or dropped on the panel.
 * @param {import('./protocol.js').Context} context
 * @param {HTMLElement} panel
 * @param {import('./chat.js').Chat} chat
 * @param {import('./store.js').Visitor} visitor
 */
export function attach({ config, base }, panel, chat, visitor) {
  const write = panel.querySelector('.write');
  if (!write || !config.files) return;
  const { accept, most } = config.files;
  dress(panel);
  const going = el('ul', { class: 'going' });
  const field = el('input', { type: 'file', accept, multiple: true, hidden: true, tabindex: '-1', onchange: chosen });
  const button = el('button', { type: 'button', class: 'clip', onclick: () => field.click() }, drawing(CLIP));
  write.prepend(button);
  write.before(going, field);
  label();
  new MutationObserver(label).observe(panel, { attributeFilter: ['aria-label'] });

  function label() {
    button.setAttribute('aria-label', tell('attach'));
    button.title = tell('attach');
    field.setAttribute('aria-label', tell('attach'));
    panel.dataset.drop = tell('drop');
  }

  function chosen() {
    send([...(field.files ?? [])]);
    field.value = '';
  }

  /** @param {globalThis.File[]} files */
  function send(files) {
    for (const file of files) rise(file);
  }

  /** One file on its way: its line, its progress, and what went wrong. @param {globalThis.File} file */
  function rise(file) {
    const id = randomName(16);
    const name = file.name || tell('file');
    const line = el('li', null);
    going.append(line);
    if (file.size === 0) refuse('empty');
    else if (file.size > most) refuse('too_large');
    else start();

    function start() {
      visitor.keep();
      const bar = el('progress', { max: 1, value: 0, 'aria-label': tell('going', { name }) });
      const request = new XMLHttpRequest();
      const stop = el('button', { type: 'button', class: 'link', onclick: () => { request.abort(); end(); } }, say('cancel'));
      line.className = '';
      fill(line, el('span', { dir: 'auto' }, tell('going', { name })), stop, bar);
      request.upload.addEventListener('progress', (event) => {
        if (event.lengthComputable) bar.value = event.loaded / event.total;
      });
      request.addEventListener('load', () => answered(request));
      request.addEventListener('error', () => refuse('failed'));
      request.addEventListener('timeout', () => refuse('failed'));
      request.open('POST', `${base}attachments?bot=${encodeURIComponent(config.bot)}`);
      const form = new FormData();
      form.append('visitor', visitor.secret());
      form.append('id', id);
      form.append('file', file, name);
      request.send(form);
    }

    /** @param {XMLHttpRequest} request */
    function answered(request) {
      let answer;
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        answer = {};
      }
      if (request.status === 200 && answer.id) {
        end();
        chat.write({ type: 'message.send', text: '', files: [answer] });
        return;
      }
      const code = request.status === 429 ? 'too_many' : answer.errors?.[0]?.code;
      refuse(code === 'empty' || code === 'too_large' || code === 'kind' || code === 'off' || code === 'too_many' ? code : 'failed');
    }

    /** @param {Word} why */
    function refuse(why) {
      const isPassing = why === 'failed' || why === 'too_many';
      line.className = 'is-refused';
      fill(line, el('span', { dir: 'auto', role: 'alert' }, tell(why, { name, n: Math.floor(most / 1048576) })),
        el('span', null, isPassing && el('button', { type: 'button', class: 'link', onclick: start }, say('retry')), isPassing && ' ',
          el('button', { type: 'button', class: 'link', onclick: end }, say('delete'))));
    }

    /** The line goes; who stood on it stands on the button. */
    function end() {
      const hadFocus = line.matches(':focus-within');
      line.remove();
      if (hadFocus) button.focus();
    }
  }

  /** @param {DataTransfer | null} given */
  const carried = (given) => [...(given?.files ?? [])];
  panel.addEventListener('paste', (event) => {
    const files = carried(event.clipboardData);
    if (!files.length) return;
    event.preventDefault();
    send(files);
  });
  panel.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    panel.classList.add('drops');
  });
  panel.addEventListener('dragleave', (event) => {
    if (!(event.relatedTarget instanceof Node && panel.contains(event.relatedTarget))) panel.classList.remove('drops');
  });
  panel.addEventListener('drop', (event) => {
    panel.classList.remove('drops');
    const files = carried(event.dataTransfer);
    if (!files.length) return;
    event.preventDefault();
    send(files);
  });
}
