// @ts-check
/*
 * The list's parts, put in place from a page that was asked for again. The server's page is the truth; here is only what a
 * reload would lose: the focus, what is checked, an open menu, the place in a scrolled list.
 */

const PARTS = ["tools", "counters", "views", "progress", "filter-end", "listing"];

/** Where the list of this page is, while a panel may stand over it under another address. */
let listAddress = location.href;

export function list() {
  return listAddress;
}

/**
 * The list is at another address now.
 * @param {string} address
 */
export function moveTo(address) {
  listAddress = address;
  document.dispatchEvent(new CustomEvent("list:moved", { detail: address }));
}

/** @param {string} name */
const part = (name, root = /** @type {ParentNode} */ (document)) => root.querySelector(`[data-part="${name}"]`);

/** Somebody is in the middle of something that a swap would take away. */
export function isBusy() {
  const listing = part("listing");
  const views = part("views");
  if (document.querySelector("dialog[open], .is-dragged")) return true;
  if (listing?.querySelector("details[open]") || views?.querySelector("details[open]")) return true;
  const at = document.activeElement;
  return Boolean(listing?.contains(at) && at?.matches("input:not([type=checkbox]), select, textarea"));
}

/**
 * Puts the parts of a page in place.
 * @param {Document} page
 * @param {{ fresh?: boolean }} [how] `fresh`: leads that were not there before are marked for a moment
 */
export function put(page, how = {}) {
  for (const name of PARTS) {
    const fresh = part(name, page);
    const old = part(name);
    if (!fresh || !old) continue;
    if (name === "counters" && putCounters(old, fresh)) continue;
    if (name === "listing") putListing(old, fresh, Boolean(how.fresh));
    else if (old.innerHTML !== fresh.innerHTML) old.replaceChildren(...fresh.childNodes);
  }
  const nav = page.querySelector(".nav");
  const oldNav = document.querySelector(".nav");
  if (nav && oldNav && !oldNav.contains(document.activeElement)) oldNav.replaceWith(nav);
  const main = page.querySelector("[data-leads]");
  const oldMain = document.querySelector("[data-leads]");
  if (main instanceof HTMLElement && oldMain instanceof HTMLElement) {
    oldMain.dataset.total = main.dataset.total;
    oldMain.dataset.new = main.dataset.new;
  }
  document.dispatchEvent(new CustomEvent("list:put"));
}

/**
 * Numbers move without a cell moving; another set of cells is put in place whole.
 * @param {Element} old
 * @param {Element} fresh
 */
function putCounters(old, fresh) {
  const cells = (/** @type {Element} */ root) => [...root.querySelectorAll("[data-counter]")];
  const [was, is] = [cells(old), cells(fresh)];
  const key = (/** @type {Element} */ cell) => cell.getAttribute("data-counter");
  if (was.length === 0 || was.length !== is.length || was.some((cell, at) => key(cell) !== key(is[at]))) return false;
  for (const [at, cell] of was.entries()) {
    const other = is[at];
    cell.setAttribute("href", other.getAttribute("href") ?? "");
    if (other.hasAttribute("aria-current")) cell.setAttribute("aria-current", "true");
    else cell.removeAttribute("aria-current");
    const [line, otherLine] = [cell.querySelector(".counter-line"), other.querySelector(".counter-line")];
    if (line && otherLine && line.innerHTML !== otherLine.innerHTML) line.replaceChildren(...otherLine.childNodes);
  }
  return true;
}

/**
 * @param {Element} old
 * @param {Element} fresh
 * @param {boolean} marks
 */
function putListing(old, fresh, marks) {
  const ids = (/** @type {ParentNode} */ root) =>
    [...root.querySelectorAll("[data-lead]")].map((row) => row.getAttribute("data-lead"));
  const before = new Set(ids(old));
  const checked = new Set(
    [...old.querySelectorAll("[data-check]:checked")].map((box) => /** @type {HTMLInputElement} */ (box).value),
  );
  const open = document.querySelector(".panel [data-panel]")?.getAttribute("data-lead");
  const at = old.contains(document.activeElement) ? document.activeElement : null;
  const focus = at?.closest("[data-lead]")?.getAttribute("data-lead");
  const kind = at?.matches("[data-check]") ? "[data-check]" : at?.matches("summary") ? "summary" : ".row-link";
  old.replaceChildren(...fresh.childNodes);
  for (const row of old.querySelectorAll("[data-lead]")) {
    const id = row.getAttribute("data-lead") ?? "";
    if (marks && before.size > 0 && !before.has(id)) row.classList.add("is-fresh");
    row.classList.toggle("is-open", id === open);
    const box = row.querySelector("[data-check]");
    if (box instanceof HTMLInputElement && checked.has(id)) box.checked = true;
    if (id === focus) {
      const again = row.querySelector(kind) ?? row.querySelector(".row-link");
      if (again instanceof HTMLElement) again.focus({ preventScroll: true });
    }
  }
}

/** @type {AbortController | undefined} */
let asking;

/**
 * Asks for a page; one request at a time, the newest counts. `undefined` when a newer one took its place.
 * @param {string} address
 * @returns {Promise<{ page: Document, answer: Response } | undefined>}
 */
export async function ask(address) {
  asking?.abort();
  const mine = (asking = new AbortController());
  try {
    const answer = await fetch(address, { signal: mine.signal, headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine.signal.aborted) return undefined;
    return { page, answer };
  } catch (error) {
    if (mine.signal.aborted) return undefined;
    throw error;
  } finally {
    if (asking === mine) asking = undefined;
  }
}

/** Whether an answer is under way. */
export function isAsking() {
  return asking !== undefined;
}

/**
 * The words and the toast of a page whose form was posted in place.
 * @param {Document} page
 */
export function toast(page) {
  document.querySelector("[data-toast]")?.remove();
  const fresh = page.querySelector("[data-toast]");
  if (!fresh) return;
  document.body.append(document.adoptNode(fresh));
  const leave = () => (fresh.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : fresh.remove());
  setTimeout(leave, 6000);
}
