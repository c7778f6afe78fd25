// The log: draws the lines of arrange.js, keeps each element for as long as its line lives (so that focus, typed
// answers and screen readers stay where they are), and keeps the reader's place.

import { drawBubble, drawDay, drawDraft, drawEvent, drawLoading, drawReplies, drawTyping } from './bubble.js';
import { drawDeclined, drawReceipt, drawWaiting } from './cards.js';
import { el, fill } from './dom.js';
import { drawForm } from './form.js';
import { icon } from './icons.js';
import { dayName, say } from './words.js';

/** @typedef {import('./arrange.js').Line} Line */
/** @typedef {import('./protocol.js').Values} Values */

/**
 * What lines ask for and tell.
 * @typedef {object} View
 * @property {string} initial
 * @property {() => ShadowRoot} top
 * @property {() => number} now
 * @property {() => string} team
 * @property {() => string} agentName
 * @property {boolean | undefined} asks whether a chat that has ended asks how it was
 * @property {import('./conversation.js').Conversation} conversation
 * @property {(frame: object) => void} hint
 * @property {() => number} waitedFor
 * @property {(key: string) => void} retry
 * @property {(key: string) => void} drop
 * @property {(text: string) => void} reply
 * @property {(seq: number, helpful: boolean | null) => void} rate
 * @property {(seq: number) => boolean | null} rated
 * @property {(tag?: string) => void} requestForm
 * @property {(form: string) => { values: Values, isWaiting: boolean } | null} pendingForm
 * @property {(form: string) => Values | null} draft
 * @property {(form: string, values: Values) => void} keepDraft
 * @property {(body: import('./protocol.js').FormBody, field: string, values: Values) => void} progress
 * @property {(form: string, values: Values, isEdit: boolean) => void} submit
 * @property {(form: string) => void} decline
 * @property {(form: string) => void} edit
 * @property {(form: string) => void} stopEdit
 * @property {() => void} earlier
 * @property {() => void} reachedEnd
 */

const END_PX = 48;
const LOW = '(max-height: 440px)';

/** @param {View} view */
export function makeLog(view) {
  const lines = el('div', { class: 'lines' });
  const earlier = el('button', { type: 'button', class: 'earlier link', hidden: true, onclick: () => view.earlier() });
  const scroller = el('div', { class: 'log', role: 'log', 'aria-live': 'off', tabindex: '0', onscroll: scrolled }, earlier, lines);
  const chip = el('button', { type: 'button', class: 'newer', hidden: true, onclick: () => toEnd(true) });
  const node = el('div', { class: 'log-frame' }, scroller, chip);
  /** @type {Map<string, { type: string, drawn: import('./bubble.js').Drawn }>} */
  const known = new Map();
  const low = matchMedia(LOW);
  let isAtEnd = true;

  /** What scrolls: the log, or in a low (magnified) window the whole panel. */
  function moving() {
    return (low.matches && scroller.closest('.panel')) || scroller;
  }

  function scrolled() {
    const was = isAtEnd;
    const box = moving();
    isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < END_PX;
    if (isAtEnd) chip.hidden = true;
    if (isAtEnd && !was) view.reachedEnd();
  }

  /** @param {boolean} [isSmooth] */
  function toEnd(isSmooth) {
    isAtEnd = true;
    chip.hidden = true;
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const box = moving();
    box.scrollTo({ top: box.scrollHeight, behavior: isSmooth && !isStill ? 'smooth' : 'instant' });
  }

  /** Keeps the end in view as things grow, and what has the focus before all. */
  function settle() {
    if (!isAtEnd) return;
    toEnd();
    const focused = view.top().activeElement;
    if (focused && lines.contains(focused)) focused.scrollIntoView({ block: 'nearest' });
  }
  const grows = new ResizeObserver(settle);
  grows.observe(scroller);
  grows.observe(lines);

  /** @param {Line} line */
  function draw(line) {
    if (line.type === 'bubble') return drawBubble(line, view);
    if (line.type === 'day') return drawDay(line, view, dayName);
    if (line.type === 'event') return drawEvent(line, view);
    if (line.type === 'waiting') return drawWaiting(line, view);
    if (line.type === 'form') return drawForm(line, view);
    if (line.type === 'receipt') return drawReceipt(line, view);
    if (line.type === 'declined') return drawDeclined(line, view);
    if (line.type === 'loading') return drawLoading();
    if (line.type === 'replies') return drawReplies(line, view);
    if (line.type === 'draft') return drawDraft(line, view);
    return drawTyping(line, view);
  }

  /** @param {Line[]} next @param {boolean} more */
  function render(next, more) {
    const box = moving();
    // Whoever reads further up keeps their place when earlier messages come in above.
    const anchor = isAtEnd ? null : /** @type {HTMLElement | null} */ (lines.querySelector('.line'));
    const place = anchor?.offsetTop ?? 0;
    earlier.hidden = !more;
    let hadFocus = '';
    for (const [key, it] of known) {
      const line = next.find((one) => one.key === key);
      if (line && typeOf(line) === it.type) continue;
      if (it.drawn.node.contains(view.top().activeElement)) hadFocus = key;
      it.drawn.node.remove();
      known.delete(key);
    }
    let isNew = false;
    next.forEach((line, i) => {
      let it = known.get(line.key);
      if (it) it.drawn.update(line);
      else {
        it = { type: typeOf(line), drawn: draw(line) };
        known.set(line.key, it);
        isNew ||= line.type !== 'day' && i >= next.length - 3;
      }
      const there = lines.children[i];
      if (there !== it.drawn.node) lines.insertBefore(it.drawn.node, there ?? null);
    });
    // A card that took another's place takes its focus too.
    if (hadFocus) focusLine(hadFocus);
    if (isAtEnd) {
      toEnd();
      if (isNew) startOf(next.at(-1));
    } else if (anchor?.isConnected && anchor.offsetTop !== place) box.scrollTop += anchor.offsetTop - place;
    else if (isNew) chip.hidden = false;
  }

  /** A new form that is higher than the log is read from its top. @param {Line | undefined} line */
  function startOf(line) {
    const node = line?.type === 'form' ? known.get(line.key)?.drawn.node : null;
    if (!node || node.offsetHeight <= moving().clientHeight) return;
    isAtEnd = false;
    node.scrollIntoView({ block: 'start', behavior: 'instant' });
  }

  /** @param {string} key */
  function focusLine(key) {
    const drawn = known.get(key)?.drawn;
    const heading = drawn?.node.querySelector('h3[tabindex], button');
    if (heading instanceof HTMLElement) heading.focus({ preventScroll: true });
  }

  function relabel() {
    scroller.setAttribute('aria-label', say('log'));
    fill(earlier, say('earlier'));
    fill(chip, icon('down', 14), say('new_messages'));
    for (const it of known.values()) it.drawn.node.remove();
    known.clear();
  }
  relabel();

  return {
    node,
    render,
    relabel,
    scrolled,
    toEnd,
    focusLine,
    isAtEnd: () => isAtEnd,
    /** From now on, additions are news. */
    speak: () => scroller.setAttribute('aria-live', 'polite'),
    /** @param {string} key */
    line: (key) => known.get(key)?.drawn ?? null,
    settle,
  };
}

/** @param {Line} line */
function typeOf(line) {
  return line.type === 'form' && 'isEdit' in line ? 'edit' : line.type;
}
