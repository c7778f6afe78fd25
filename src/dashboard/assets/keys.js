// @ts-check
/* The keyboard: search, moving through a list, going places. Single letters never fire in a field. */

const PLACES = /** @type {Record<string, string>} */ ({ i: '[data-key="i"]', l: '[data-key="l"]', o: '[data-key="o"]' });

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** @returns {HTMLAnchorElement[]} */
function rowLinks() {
  return [...document.querySelectorAll("[data-list] .row-link")].filter((link) => link instanceof HTMLAnchorElement);
}

/** @param {number} step */
function move(step) {
  const panel = document.querySelector(".panel");
  const name = step > 0 ? "next" : "previous";
  const arrow = /** @type {HTMLAnchorElement | null} */ (
    (panel ?? document).querySelector(`[data-panel] [data-step="${name}"]`)
  );
  const links = rowLinks();
  const row = document.querySelector(".row.is-open .row-link") ?? document.activeElement;
  const at = links.findIndex((link) => link === row);
  const isElsewhere = at < 0;
  const next = isElsewhere ? links[step > 0 ? 0 : links.length - 1] : links[at + step];
  if (panel) {
    // The row beside the open one; past the list's end, or off the list, the lead's own arrows.
    (isElsewhere ? arrow : (next ?? arrow))?.click();
  } else if (next) {
    next.focus();
  } else {
    arrow?.click();
  }
}

/**
 * Opens the menu of the lead's status or owner; where the moves are buttons, goes to the first.
 * @param {string} where
 * @returns {boolean} whether there is one
 */
function openMenu(where) {
  const lead = document.querySelector(".panel [data-panel]") ?? document.querySelector("[data-panel]");
  const first = lead?.querySelector(`${where} button, ${where} summary, ${where} > summary`);
  const menu = lead?.querySelector(where.endsWith(".owner") ? where : `${where} > details.menu:not(.owner)`);
  if (menu instanceof HTMLDetailsElement) {
    menu.open = true;
    const row = menu.querySelector(".menu-list .menu-row");
    if (row instanceof HTMLElement) row.focus();
    return true;
  }
  if (!(first instanceof HTMLElement)) return false;
  first.focus();
  return true;
}

/** Closes the innermost open thing: a menu, then the panel, then a lead's own page. */
function close() {
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.removeAttribute("open");
    menu.querySelector("summary")?.focus();
    return;
  }
  const link = document.querySelector(".panel [data-close]") ?? document.querySelector("[data-panel] [data-close]");
  if (link instanceof HTMLAnchorElement) link.click();
}

export function listenForKeys() {
  let went = 0;
  const dialog = document.querySelector("#keys");
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (dialog instanceof HTMLDialogElement && dialog.open) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape" && event.target instanceof HTMLElement) event.target.blur();
      return;
    }
    // Somebody who speaks to their computer may not want letters to act (WCAG 2.2, 2.1.4).
    if (document.body.dataset.keys === "off" && event.key.length === 1) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const going = Date.now() - went < 1500;
    went = 0;
    if (going && PLACES[key]) {
      const link = document.querySelector(PLACES[key]);
      if (link instanceof HTMLAnchorElement) link.click();
    } else if (key === "g") {
      went = Date.now();
      return;
    } else if (key === "/") {
      const search = document.querySelector("#q");
      if (!(search instanceof HTMLInputElement)) return;
      search.focus();
      search.select();
    } else if (key === "?") {
      if (dialog instanceof HTMLDialogElement) dialog.showModal();
    } else if (key === "j" || key === "k") {
      move(key === "j" ? 1 : -1);
    } else if (key === "n") {
      const note = document.querySelector("#note-text");
      if (!(note instanceof HTMLTextAreaElement)) return;
      note.focus();
    } else if (key === "s" || key === "a") {
      if (!openMenu(key === "s" ? ".lead-moves" : ".lead-moves .owner")) return;
    } else if (key === "Escape") {
      close();
    } else {
      return;
    }
    event.preventDefault();
  });
}
