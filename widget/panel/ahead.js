// Agents read along while the visitor types: only where the owner has turned that on, only while an agent is in, and never
// without saying so beside the composer. Loaded there alone, with its own sentence in each language, so that nobody else
// fetches it. What is told is kept nowhere: it goes when it is sent, and after a silence.

import { el } from './dom.js';
import { spoken } from './words.js';

const EVERY_MS = 700;
const MOST = 500;

/** @type {Record<string, string>} */
export const DISCLOSED = {
  en: 'The team can see what you type before you send it.',
  ar: 'يمكن للفريق رؤية ما تكتبه قبل إرساله.',
  de: 'Das Team sieht, was Sie schreiben, schon bevor Sie es senden.',
  es: 'El equipo puede ver lo que escribes antes de que lo envíes.',
  fr: 'L’équipe voit ce que vous écrivez avant que vous ne l’envoyiez.',
  it: 'Il team vede quello che scrivi prima che tu lo invii.',
  pt: 'A equipa vê o que escreve antes de o enviar.',
};

/**
 * @param {HTMLElement} composer
 * @param {(frame: object) => void} hint
 * @returns {(isPerson: boolean) => void} to be told whether an agent is in
 */
export function readAlong(composer, hint) {
  const box = /** @type {HTMLTextAreaElement} */ (composer.querySelector('textarea'));
  const told = el('p', { class: 'note', id: 'fd-ahead' });
  let isOn = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let soon;
  composer.append(told);
  composer.addEventListener('input', () => {
    if (isOn) soon ??= setTimeout(tell, EVERY_MS);
  });
  // What is sent is no longer what will be.
  composer.addEventListener('submit', hush);

  function tell() {
    hush();
    // By characters, not by halves of them.
    const text = [...box.value.trim()].slice(0, MOST).join('');
    if (isOn && text) hint({ type: 'typing', on: true, text });
  }

  function hush() {
    clearTimeout(soon);
    soon = undefined;
  }

  return (isPerson) => {
    isOn = isPerson;
    told.textContent = DISCLOSED[spoken()] ?? DISCLOSED.en ?? '';
    // Shown on phones too, where other notes make way; a rule of the style would be loaded by everybody.
    told.style.display = isOn ? 'block' : 'none';
    if (isOn) box.setAttribute('aria-describedby', told.id);
    else box.removeAttribute('aria-describedby');
  };
}
