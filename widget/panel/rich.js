// Reads the little that the assistant and the team may write beside plain words: **bold** and http(s) links.
// Everything else, markup included, stays the text it is.

import { el } from './dom.js';

/** @typedef {{ kind: 'text' | 'bold', text: string } | { kind: 'link', text: string, url: string }} Piece */

const MARKS = /\*\*(?=\S)([^*\n]*?\S)\*\*|https?:\/\/[^\s<>"'`]+/gi;

/** @param {string} text @returns {Piece[]} */
export function readRich(text) {
  /** @type {Piece[]} */
  const pieces = [];
  let from = 0;
  for (const match of text.matchAll(MARKS)) {
    const whole = match[1] === undefined ? trimLink(match[0]) : match[0];
    const url = match[1] === undefined ? safeUrl(whole) : null;
    if (match[1] === undefined && !url) continue;
    if (match.index > from) pieces.push({ kind: 'text', text: text.slice(from, match.index) });
    if (url) pieces.push({ kind: 'link', text: whole, url });
    else pieces.push({ kind: 'bold', text: match[1] ?? '' });
    from = match.index + whole.length;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}

/** A sentence's own full stop or bracket is not part of the address before it. @param {string} url */
function trimLink(url) {
  let end = url.length;
  while (end > 0) {
    const last = url[end - 1] ?? '';
    const isUnopened = last === ')' && !url.slice(0, end).includes('(');
    if (!/[.,;:!?*\]}]/.test(last) && !isUnopened) break;
    end -= 1;
  }
  return url.slice(0, end);
}

/** An http(s) address without a password in it, or null. @param {string | null | undefined} text */
export function safeUrl(text) {
  if (!text) return null;
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}

/** @param {string} text @returns {Node[]} */
export function richNodes(text) {
  return readRich(text).map((piece) => {
    if (piece.kind === 'bold') return el('strong', null, piece.text);
    if (piece.kind === 'link') return outLink(piece.url, piece.text);
    return document.createTextNode(piece.text);
  });
}

/** A link that leaves the page alone and tells the other side nothing. @param {string} url @param {string} text */
export function outLink(url, text) {
  return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer nofollow' }, text);
}
