// @ts-check
/* The list by keyboard: check a lead, and the menus for what is checked. Single letters never fire in a field. */

import { count } from "./bulk.js";

/** The row that the keyboard is at: the focused one, else the open one. */
function row() {
  return document.activeElement?.closest("[data-list] .row") ?? document.querySelector("[data-list] .row.is-open");
}

/** @param {Element | null | undefined} box */
function check(box) {
  if (!(box instanceof HTMLInputElement)) return false;
  box.checked = !box.checked;
  count();
  return true;
}

/**
 * Opens a menu of the bar, or where nothing is checked the row's own moves.
 * @param {string} key
 */
function openMenu(key) {
  const isChecked = document.querySelector("[data-check]:checked, [data-bulk-all]:checked") !== null;
  const target = document.querySelector(`[data-bulk] [data-bulk-menu="${key}"]`);
  if (key === "e") {
    const link = isChecked ? target : document.querySelector("a[data-export]");
    if (!(link instanceof HTMLAnchorElement)) return false;
    link.click();
    return true;
  }
  const at = row();
  if (!isChecked && at) {
    const own = key === "s" ? at.querySelector("details.moves") : null;
    if (own) return unfold(own);
    const box = at.querySelector("[data-check]");
    if (!(box instanceof HTMLInputElement)) return false;
    box.checked = true;
    count();
  } else if (!isChecked) {
    return false;
  }
  return target ? unfold(target) : false;
}

/** @param {Element} menu */
export function unfold(menu) {
  menu.setAttribute("open", "");
  const first = menu.querySelector(".menu-list button, .menu-list summary");
  if (first instanceof HTMLElement) first.focus();
  return true;
}

/** @param {KeyboardEvent} event */
export function isLetter(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  if (document.body.dataset.keys === "off" || document.querySelector("dialog[open]")) return false;
  const target = event.target;
  const isField = target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select");
  return !isField && event.key.length === 1;
}

/** Up and down within an open menu. @param {KeyboardEvent} event */
function walk(event) {
  const menu = event.target instanceof Element ? event.target.closest(".menu-list") : null;
  if (!menu || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  if (event.target instanceof HTMLElement && event.target.matches("input, select")) return;
  const steps = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll(".menu-row")]).filter((one) => one.checkVisibility());
  const at = steps.findIndex((one) => one === document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: steps.length - 1 }[event.key] ?? 0;
  const next = steps[(to + steps.length) % steps.length];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

export function prepareListKeys() {
  if (!document.querySelector("[data-leads]")) return;
  let went = 0;
  document.addEventListener("keydown", (event) => {
    walk(event);
    if (!isLetter(event)) return;
    const key = event.key.toLowerCase();
    // After G a letter is a place to go to.
    if (key === "g") {
      went = Date.now();
      return;
    }
    if (Date.now() - went < 1500) {
      went = 0;
      return;
    }
    // In the panel letters are the panel's.
    if (document.activeElement?.closest(".panel")) return;
    const done = key === "x" ? check(row()?.querySelector("[data-check]")) : "stae".includes(key) && openMenu(key);
    if (done) event.preventDefault();
  });
}
