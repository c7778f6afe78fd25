// Draws one field of a form: label, control, help and error. It reads and shows values; whether they are right is
// validate.js's to say.

import { el, fill } from './dom.js';
import { icon } from './icons.js';
import { outLink, safeUrl } from './rich.js';
import { say } from './words.js';

/** @typedef {import('./protocol.js').Field} Field */
/** @typedef {import('./protocol.js').Value} Value */
/**
 * @typedef {object} Control
 * @property {Field} field
 * @property {HTMLElement} node
 * @property {() => Value} read
 * @property {() => void} focus
 * @property {(message: string | null) => void} mark
 * @property {() => boolean} isMarked
 */

/** @type {Record<string, Record<string, string>>} */
const INPUTS = {
  name: { autocomplete: 'name', dir: 'auto' },
  email: { type: 'email', autocomplete: 'email', inputmode: 'email', autocapitalize: 'none', spellcheck: 'false', dir: 'ltr' },
  phone: { type: 'tel', autocomplete: 'tel', dir: 'ltr' },
  company: { autocomplete: 'organization', dir: 'auto' },
  website: { autocomplete: 'url', inputmode: 'url', autocapitalize: 'none', spellcheck: 'false', dir: 'ltr' },
  order_number: { autocomplete: 'off', autocapitalize: 'characters', dir: 'ltr' },
  number: { inputmode: 'decimal', autocomplete: 'off', dir: 'ltr' },
  date: { type: 'date', dir: 'ltr' },
  text: { dir: 'auto' },
};

let made = 0;

/** @param {Field} field @param {Value | undefined} value @returns {Control} */
export function drawField(field, value) {
  made += 1;
  const id = `f${made}`;
  if (field.kind === 'checkbox' || field.kind === 'consent') return drawTick(field, value === true, id);
  if (field.kind === 'multi_select') return drawChoices(field, Array.isArray(value) ? value : [], id);
  return drawInput(field, typeof value === 'string' || typeof value === 'number' ? String(value) : '', id);
}

/** @param {Field} field @param {string} value @param {string} id @returns {Control} */
function drawInput(field, value, id) {
  const shared = { id, name: field.key, 'aria-required': field.required ? 'true' : null, placeholder: field.placeholder };
  /** @type {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} */
  let input;
  if (field.kind === 'long_text') {
    input = el('textarea', { ...shared, rows: 3, dir: 'auto' });
  } else if (field.kind === 'dropdown') {
    input = el('select', shared,
      el('option', { value: '' }, field.placeholder || say('choose')),
      ...(field.options ?? []).map((option) => el('option', { value: option.value }, option.label)));
  } else {
    input = el('input', { type: 'text', ...shared, ...(INPUTS[field.kind] ?? INPUTS.text) });
  }
  input.value = value;
  const label = el('label', { for: id }, words(field), optional(field));
  const box = el('div', { class: 'box' }, input, icon('alert', 20));
  return finish(field, input, id, [label, box], () => input.value.trim(), () => input.focus());
}

/** @param {Field} field @param {boolean} value @param {string} id @returns {Control} */
function drawTick(field, value, id) {
  const input = el('input', { type: 'checkbox', id, name: field.key, 'aria-required': field.required ? 'true' : null });
  input.checked = value;
  const url = safeUrl(field.link?.url);
  const label = el('span', null,
    el('label', { for: id }, words(field), field.kind === 'checkbox' ? optional(field) : null),
    url && field.link ? ' ' : null, url && field.link ? outLink(url, field.link.label) : null);
  const row = el('div', { class: 'tickbox' }, el('span', { class: 'box' }, input, icon('check', 14)), label);
  return finish(field, input, id, [row], () => input.checked, () => input.focus());
}

/** @param {Field} field @param {string[]} values @param {string} id @returns {Control} */
function drawChoices(field, values, id) {
  const inputs = (field.options ?? []).map((option, i) => {
    const input = el('input', { type: 'checkbox', id: `${id}-${i}`, name: field.key, value: option.value });
    input.checked = values.includes(option.value);
    return { input, label: option.label };
  });
  const group = el('div', { role: 'group', id, 'aria-labelledby': `${id}-label` },
    ...inputs.map(({ input, label }) => el('div', { class: 'tickbox' },
      el('span', { class: 'box' }, input, icon('check', 14)), el('label', { for: input.id }, label))));
  const label = el('span', { class: 'label', id: `${id}-label` }, words(field), optional(field));
  const read = () => inputs.filter(({ input }) => input.checked).map(({ input }) => input.value);
  return finish(field, group, id, [label, group], read, () => inputs[0]?.input.focus());
}

/** The label in its own direction: the owner's words may be in another script than the widget's. @param {Field} field */
function words(field) {
  return el('bdi', null, field.label);
}

/** Optional fields are marked, required ones are not. @param {Field} field */
function optional(field) {
  return field.required || field.kind === 'consent' ? null : el('span', { class: 'optional' }, ` ${say('optional')}`);
}

/**
 * @param {Field} field @param {HTMLElement} input @param {string} id @param {HTMLElement[]} parts
 * @param {() => Value} read @param {() => void} focus @returns {Control}
 */
function finish(field, input, id, parts, read, focus) {
  const help = field.help ? el('p', { class: 'help', id: `${id}-help`, dir: 'auto' }, field.help) : null;
  const error = el('p', { class: 'error', id: `${id}-error`, hidden: true });
  const node = el('div', { class: `field ${field.kind}` }, ...parts, help, error);
  let isMarked = false;

  /** @param {string | null} message */
  function mark(message) {
    isMarked = message !== null;
    error.hidden = message === null;
    fill(error, message);
    node.classList.toggle('wrong', isMarked);
    if (input.getAttribute('role') !== 'group') {
      if (isMarked) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    }
    const described = [help ? `${id}-help` : '', isMarked ? `${id}-error` : ''].filter(Boolean).join(' ');
    if (described) input.setAttribute('aria-describedby', described);
    else input.removeAttribute('aria-describedby');
  }
  mark(null);
  return { field, node, read, focus, mark, isMarked: () => isMarked };
}
