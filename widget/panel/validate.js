// Checks a form's answers by the same rules as the server, so that a mistake is told before it travels. The server
// decides in the end. Both sides are held to tests/widget/validation-cases.json.

/** @typedef {import('./protocol.js').Field} Field */
/** @typedef {import('./protocol.js').Value} Value */
/** What is wrong: the key of the sentence in the words, and what goes into it. @typedef {{ word: string, with?: Record<string, string | number> }} Fault */

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const CONTROL_BUT_LINES = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/** @param {Field} field @param {Value | null | undefined} value @returns {Fault | null} */
export function checkField(field, value) {
  if (field.kind === 'checkbox' || field.kind === 'consent') return checkTick(field, value);
  if (field.kind === 'multi_select') return checkChoices(field, Array.isArray(value) ? value : []);
  return checkText(field, String(value ?? '').replace(/\r\n?/g, '\n').trim());
}

/** @param {Field} field @param {unknown} value @returns {Fault | null} */
function checkTick(field, value) {
  if (value === true || !field.required) return null;
  return { word: field.kind === 'consent' ? 'need_consent' : 'need_tick' };
}

/** @param {Field} field @param {string[]} values @returns {Fault | null} */
function checkChoices(field, values) {
  if (!values.length) return field.required ? { word: 'need_choice' } : null;
  return values.every((value) => isOption(field, value)) ? null : { word: 'need_choice' };
}

/** @param {Field} field @param {string} text @returns {Fault | null} */
function checkText(field, text) {
  if (text === '') return field.required ? missing(field) : null;
  if (field.kind === 'dropdown') return isOption(field, text) ? null : { word: 'need_choice' };
  if ((field.kind === 'long_text' ? CONTROL_BUT_LINES : CONTROL).test(text)) return { word: 'bad_plain' };
  const most = field.max_length ?? (field.kind === 'long_text' ? 4000 : 200);
  if ([...text].length > most) return { word: 'too_long', with: { n: most } };
  const rule = RULES[field.kind];
  return rule ? rule(text, field) : null;
}

/** @type {Record<string, (text: string, field: Field) => Fault | null>} */
const RULES = {
  email: (text) => (isEmail(text) ? null : { word: 'bad_email' }),
  phone: (text) => (isPhone(text) ? null : { word: 'bad_phone' }),
  website: (text) => (isWebsite(text) ? null : { word: 'bad_website' }),
  number: checkNumber,
  date: (text) => (isDate(text) ? null : { word: 'bad_date' }),
};

const NAMED = new Set(['name', 'email', 'phone', 'company', 'website', 'order_number', 'number', 'date']);

/** @param {Field} field @returns {Fault} */
function missing(field) {
  if (field.kind === 'dropdown') return { word: 'need_choice' };
  return NAMED.has(field.kind) ? { word: `need_${field.kind}` } : { word: 'need_text' };
}

/** @param {Field} field @param {string} value */
function isOption(field, value) {
  return (field.options ?? []).some((option) => option.value === value);
}

/** @param {string} text */
export function isEmail(text) {
  const parts = text.split('@');
  const [local = '', domain = ''] = parts;
  if (parts.length !== 2 || [...text].length > 254 || /[\s"<>()\[\],;:\\]/u.test(text) || CONTROL.test(text)) return false;
  if (local === '' || [...local].length > 64 || local.startsWith('.') || local.endsWith('.') || local.includes('..')) return false;
  return isHost(domain);
}

/** A name with at least one dot. @param {string} host */
function isHost(host) {
  const labels = host.split('.');
  const top = labels.at(-1) ?? '';
  return labels.length > 1 && labels.every(isLabel) && [...top].length >= 2 && !/^\d+$/.test(top);
}

/** @param {string} label */
function isLabel(label) {
  return /^[\p{L}\p{M}\p{N}-]{1,63}$/u.test(label) && !label.startsWith('-') && !label.endsWith('-');
}

/** @param {string} text */
export function isPhone(text) {
  // Digits of any script, and an extension: the server, which knows the country's numbers, has the last word.
  const number = text.replace(/(?:\s*(?:ext\.?|x)\s*\p{Nd}{1,6})$/iu, '').replace(/[ \u00a0.\-\/()]/g, '');
  return /^(\+|00)?\p{Nd}{6,15}$/u.test(number);
}

/** @param {string} text */
export function isWebsite(text) {
  const match = /^(?:https?:\/\/)?([^\s\/?#:@]+)(?::\d{1,5})?(?:[\/?#]\S*)?$/iu.exec(text);
  return match !== null && isHost(match[1] ?? '');
}

/** @param {string} text @param {Field} field @returns {Fault | null} */
function checkNumber(text, field) {
  const number = /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : NaN;
  if (!Number.isFinite(number)) return { word: 'bad_number' };
  if (typeof field.min === 'number' && number < field.min) return { word: 'too_small', with: { n: field.min } };
  if (typeof field.max === 'number' && number > field.max) return { word: 'too_big', with: { n: field.max } };
  return null;
}

/** @param {string} text */
export function isDate(text) {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
