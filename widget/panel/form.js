// The form card: draws the fields, checks on sending and then at each change of a marked field, and keeps every
// value until the server has it. It never clears an answer.

import { el, fill } from './dom.js';
import { drawField } from './fields.js';
import { icon } from './icons.js';
import { checkField } from './validate.js';
import { say } from './words.js';

/** @typedef {import('./protocol.js').Values} Values */
/** @typedef {import('./log.js').View} View */
/** @typedef {{ type: string, body: import('./protocol.js').FormBody, isEdit?: boolean }} FormLine */

/** @param {FormLine} line @param {View} view @returns {import('./bubble.js').Drawn & { refuse: (faults: import('./protocol.js').FieldError[] | null, isClosed?: boolean) => void }} */
export function drawForm(line, view) {
  const { body, isEdit } = line;
  const start = view.pendingForm(body.form)?.values ?? view.draft(body.form) ?? body.values ?? {};
  const controls = body.fields.map((field) => drawField(field, start[field.key] ?? body.values?.[field.key]));
  const summary = el('div', { class: 'summary', tabindex: '-1', hidden: true });
  const state = el('p', { class: 'small state', role: 'status' });
  const label = el('span', null, isEdit ? say('save_details') : body.submit || say('send_details'));
  const send = el('button', { type: 'submit', class: 'primary' }, label);
  const away = el('button', { type: 'button', class: 'ghost', onclick: putAway }, isEdit ? say('cancel') : body.decline || say('not_now'));
  const titleId = `t-${body.form}`;
  const form = el('form', { novalidate: true, onsubmit: submit, oninput: changed, onchange: left },
    summary, ...controls.map((control) => control.node), el('div', { class: 'actions' }, send, away), state);
  const node = el('section', { class: 'card form', 'aria-labelledby': titleId },
    el('h3', { id: titleId, tabindex: '-1', dir: 'auto' }, body.title || say('leave_details')),
    body.intro ? el('p', { class: 'intro', dir: 'auto' }, body.intro) : null,
    form);
  let isBusy = false;

  /** @returns {Values} */
  function values() {
    return Object.fromEntries(controls.map((control) => [control.field.key, control.read()]));
  }

  /** @param {import('./fields.js').Control} control */
  function check(control) {
    const fault = checkField(control.field, control.read());
    control.mark(fault && say(fault.word, fault.with));
    return fault === null;
  }

  /** @param {Event} event */
  function submit(event) {
    event.preventDefault();
    if (isBusy) return;
    fill(state);
    controls.forEach(check);
    if (!point()) view.submit(body.form, values(), isEdit === true);
  }

  /** Says what is wrong and takes the visitor to the first of it; false when nothing is. */
  function point() {
    const wrong = controls.filter((control) => control.isMarked());
    const isMany = wrong.length > 2;
    summary.hidden = !isMany;
    if (isMany) {
      fill(summary, el('p', null, say('errors_title', { n: wrong.length })), el('ul', null, ...wrong.map((control) =>
        el('li', null, el('button', { type: 'button', class: 'link', onclick: () => control.focus() }, control.field.label,
          ': ', control.node.querySelector('.error')?.textContent ?? '')))));
    }
    wrong[0]?.focus();
    return wrong.length > 0;
  }

  /** @param {Event} event */
  function changed(event) {
    view.keepDraft(body.form, values());
    const control = controlOf(event);
    if (control?.isMarked()) check(control);
    if (!controls.some((one) => one.isMarked())) summary.hidden = true;
  }

  /** @param {Event} event */
  function left(event) {
    const control = controlOf(event);
    if (control && !isEdit) view.progress(body, control.field.key, values());
  }

  /** @param {Event} event */
  function controlOf(event) {
    return controls.find((control) => event.target instanceof Node && control.node.contains(event.target));
  }

  function putAway() {
    if (isBusy) return;
    if (isEdit) view.stopEdit(body.form);
    else view.decline(body.form);
  }

  function update() {
    const pending = view.pendingForm(body.form);
    if (isBusy !== (pending !== null)) {
      isBusy = pending !== null;
      send.setAttribute('aria-busy', String(isBusy));
      away.setAttribute('aria-disabled', String(isBusy));
      fill(send, isBusy ? icon('spin', 16) : null, label);
      label.textContent = isBusy ? say('sending') : isEdit ? say('save_details') : body.submit || say('send_details');
      if (!isBusy && state.classList.contains('waits')) fill(state);
    }
    if (isBusy) {
      const isWaiting = pending?.isWaiting ?? false;
      state.classList.toggle('waits', isWaiting);
      if (isWaiting !== state.hasChildNodes()) fill(state, ...(isWaiting ? [icon('clock', 14), say('waiting_to_send')] : []));
    }
  }
  update();

  return {
    node,
    update,
    /** The server said no: to some fields, or to the whole. */
    refuse(faults, isClosed) {
      update();
      state.classList.remove('waits');
      for (const fault of faults ?? []) controls.find((control) => control.field.key === fault.field)?.mark(fault.message);
      if (!point()) fill(state, icon('alert', 14), say(isClosed ? 'form_gone' : 'form_failed'));
    },
  };
}
