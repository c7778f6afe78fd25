// The widget's own words. One language is loaded; English stands in for what a language does not have.

import en from './words/en.js';

/** @typedef {keyof typeof en} Word */

export const LANGUAGES = ['en', 'ar', 'de', 'es', 'fr', 'it', 'pt'];

/** @type {Record<string, string>} */
let words = en;
let language = 'en';

/** The language whose words are there, for a wish such as `de-AT`. @param {string} wish */
export function nearest(wish) {
  const short = wish.toLowerCase().split(/[-_]/)[0] ?? '';
  return LANGUAGES.includes(short) ? short : 'en';
}

/** Loads a language's words; English stays when they cannot be had. @param {string} wish */
export async function speak(wish) {
  const next = nearest(wish);
  try {
    words = next === 'en' ? en : (await import(`./words/${next}.js`)).default;
    language = next;
  } catch {
    words = en;
    language = 'en';
  }
}

export function spoken() {
  return language;
}

export function isRightToLeft() {
  return language === 'ar';
}

/** A sentence, with `{name}` filled in. @param {Word | string} key @param {Record<string, string | number>} [values] */
export function say(key, values = {}) {
  const sentence = words[key] ?? /** @type {Record<string, string>} */ (en)[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** `10:48`, in the visitor's own zone. @param {number} at */
export function clockTime(at) {
  return format(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** @param {number} at */
export function fullTime(at) {
  return format(at, { dateStyle: 'full', timeStyle: 'short' });
}

/** `Today`, `Yesterday`, or the date. @param {number} at @param {number} now */
export function dayName(at, now) {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / 86400000);
  if (days === 0) return say('today');
  if (days === 1) return say('yesterday');
  return format(at, days < 300 ? { day: 'numeric', month: 'long' } : { day: 'numeric', month: 'long', year: 'numeric' });
}

/** @param {number} at */
function startOfDay(at) {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** @param {number} at @param {Intl.DateTimeFormatOptions} options */
function format(at, options) {
  // Western digits in Arabic too, as the rest of the widget shows them.
  const locale = language === 'en' ? 'en-GB' : language === 'ar' ? 'ar-u-nu-latn' : language;
  return new Intl.DateTimeFormat(locale, options).format(at);
}
