// @ts-check
/*
 * The board: cards are dragged, or moved by keyboard: M opens "Move to", a digit chooses. Only moves that the pipeline has
 * are offered; each is the card's own form, posted in place.
 */

import { isLetter, unfold } from "./list_keys.js";
import { ask, list, put, toast } from "./swap.js";

/** @returns {HTMLElement | null} */
const board = () => document.querySelector("[data-board]");

/** @param {HTMLElement} card */
const moves = (card) => (card.dataset.to ?? "").split(" ").filter(Boolean);

/** Asks why, and gives what was said; nothing where it was taken back. @param {string} title */
function askWhy(title) {
  const dialog = document.querySelector("#why");
  const field = dialog?.querySelector("input");
  if (!(dialog instanceof HTMLDialogElement) || !field) return Promise.resolve("");
  const head = dialog.querySelector("h2");
  if (head) head.textContent = title;
  field.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  field.focus();
  const cancel = dialog.querySelector("[data-cancel]");
  const leave = () => dialog.close("");
  cancel?.addEventListener("click", leave, { once: true });
  return new Promise((resolve) => {
    dialog.addEventListener(
      "close",
      () => {
        cancel?.removeEventListener("click", leave);
        resolve(field.validity.valid && dialog.returnValue === "go" ? field.value.trim() : "");
      },
      { once: true },
    );
  });
}

/**
 * Moves a card by its own form.
 * @param {HTMLElement} card
 * @param {string} to
 */
async function move(card, to) {
  const step = card.querySelector(`[data-move="${CSS.escape(to)}"]`);
  const form = step?.closest("form") ?? step?.parentElement?.querySelector("form");
  if (!(form instanceof HTMLFormElement)) return;
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  const name = card.querySelector(".row-link")?.textContent?.trim() ?? "the lead";
  if (form.elements.namedItem("reason") && !body.get("reason")) {
    const why = await askWhy(`Why is ${name} ${step?.textContent?.replace(/\d+$/, "").trim().toLowerCase()}?`);
    if (!why) {
      focus(card.dataset.lead);
      return;
    }
    body.set("reason", why);
  }
  body.set("status", to);
  for (const menu of card.querySelectorAll("details[open]")) menu.removeAttribute("open");
  card.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    toast(page);
    if (page.querySelector("[data-board]") && answer.ok) {
      put(page);
    } else {
      // Somebody was faster, or it was refused: the board as it is now.
      const got = await ask(list());
      if (got?.answer.ok) put(got.page);
    }
  } catch {
    say(card, "Not moved. There is no connection.");
  }
  card.removeAttribute("aria-busy");
  focus(card.dataset.lead);
}

/**
 * @param {HTMLElement} card
 * @param {string} words
 */
function say(card, words) {
  const line = card.querySelector("[data-trouble]") ?? document.createElement("p");
  line.className = "field-error";
  line.setAttribute("data-trouble", "");
  line.setAttribute("role", "alert");
  line.textContent = words;
  card.append(line);
}

/** @param {string | undefined} id */
function focus(id) {
  const link = document.querySelector(`.card[data-lead="${CSS.escape(id ?? "")}"] .row-link`);
  if (link instanceof HTMLElement) link.focus();
}

/** @type {HTMLElement | undefined} */
let dragged;

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
const columnOf = (target) => (target instanceof Element ? target.closest("[data-board] [data-status]") : null);

function prepareDrag() {
  document.addEventListener("dragstart", (event) => {
    const card = event.target instanceof Element ? event.target.closest(".card") : null;
    if (!(card instanceof HTMLElement) || moves(card).length === 0) return;
    dragged = card;
    card.classList.add("is-dragged");
    event.dataTransfer?.setData("text/plain", card.dataset.lead ?? "");
    if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
    for (const column of document.querySelectorAll("[data-board] [data-status]")) {
      const status = column.getAttribute("data-status") ?? "";
      column.classList.toggle("takes", moves(card).includes(status));
    }
  });
  document.addEventListener("dragover", (event) => {
    const column = columnOf(event.target);
    for (const other of document.querySelectorAll(".is-over")) if (other !== column) other.classList.remove("is-over");
    if (!dragged || !column?.classList.contains("takes")) return;
    event.preventDefault();
    column.classList.add("is-over");
  });
  document.addEventListener("drop", (event) => {
    const column = columnOf(event.target);
    const card = dragged;
    if (!card || !column?.classList.contains("takes")) return;
    event.preventDefault();
    done();
    void move(card, column.dataset.status ?? "");
  });
  document.addEventListener("dragend", done);
}

function done() {
  dragged?.classList.remove("is-dragged");
  dragged = undefined;
  for (const one of document.querySelectorAll(".takes, .is-over")) one.classList.remove("takes", "is-over");
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (!board() || !isLetter(event)) return;
  const card = document.activeElement?.closest(".card");
  if (!(card instanceof HTMLElement)) return;
  const menu = card.querySelector("details.card-moves");
  if (event.key.toLowerCase() === "m" && menu) {
    event.preventDefault();
    unfold(menu);
    return;
  }
  const step = menu?.hasAttribute("open") && card.querySelector(`[data-digit="${CSS.escape(event.key)}"] [data-move]`);
  if (!step || !/^\d$/.test(event.key)) return;
  event.preventDefault();
  void move(card, step.getAttribute("data-move") ?? "");
}

/**
 * The next cards of a column.
 * @param {HTMLAnchorElement} link
 * @param {boolean} isPressed somebody asked for them; else they were scrolled to
 */
async function more(link, isPressed) {
  if (link.getAttribute("aria-busy")) return;
  link.setAttribute("aria-busy", "true");
  const column = columnOf(link);
  const status = column?.dataset.status ?? "";
  try {
    const answer = await fetch(link.href, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(`[data-board] [data-status="${CSS.escape(status)}"]`);
    if (!answer.ok || !fresh || !column) throw new Error();
    const here = new Set([...column.querySelectorAll(".card")].map((card) => card.getAttribute("data-lead")));
    const cards = [...fresh.querySelectorAll(".card")].filter((card) => !here.has(card.getAttribute("data-lead")));
    column.querySelector(".cards")?.append(...cards);
    const next = fresh.querySelector(".column-more");
    if (next) link.closest(".column-more")?.replaceWith(next);
    else link.closest(".column-more")?.remove();
    ready();
    const first = cards[0]?.querySelector(".row-link");
    if (document.activeElement === document.body && first instanceof HTMLElement) first.focus({ preventScroll: true });
  } catch {
    // Pressed, the page itself says what is wrong; scrolled to, it can be pressed.
    if (isPressed) location.assign(link.href);
    else link.removeAttribute("aria-busy");
  }
}

/** @type {IntersectionObserver | undefined} */
let watcher;

function ready() {
  const may = board()?.hasAttribute("data-may-move");
  for (const card of document.querySelectorAll("[data-board] .card")) {
    if (!(card instanceof HTMLElement)) continue;
    card.draggable = Boolean(may && moves(card).length > 0);
    // A link is dragged by itself otherwise, over the card that holds it.
    const link = card.querySelector(".row-link");
    if (link instanceof HTMLElement) link.draggable = false;
  }
  watcher?.disconnect();
  watcher = new IntersectionObserver((seen) => {
    for (const one of seen) if (one.isIntersecting && one.target instanceof HTMLAnchorElement) void more(one.target, false);
  });
  // Loaded by themselves only once somebody scrolls there: what is in sight at first waits for a press.
  addEventListener("scroll", () => document.querySelectorAll("[data-column-more]").forEach((link) => watcher?.observe(link)), {
    once: true,
    passive: true,
  });
}

export function prepareBoard() {
  if (!document.querySelector("[data-leads]")) return;
  prepareDrag();
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("[data-column-more]") : null;
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void more(link, true);
  });
  document.addEventListener("submit", (event) => {
    const card = event.target instanceof Element ? event.target.closest("[data-board] .card") : null;
    const to = event.submitter?.getAttribute("value");
    if (!(card instanceof HTMLElement) || !to) return;
    event.preventDefault();
    void move(card, to);
  });
  document.addEventListener("list:put", ready);
  ready();
}
