// @ts-check
/*
 * The side panel: a lead's own page, laid over the list without a reload. The page stays the truth:
 * the panel is its [data-panel], its address is the page's, and whatever fails opens the page itself.
 */

import { prepareLead } from "./lead.js";

/** Under this width a lead is a page (design, section 4). */
const ROOM = matchMedia("(min-width: 1100px)");

/** @type {AbortController | undefined} */
let loading;
let listAddress = "";
let listTitle = "";
/** The row the focus goes back to: the last one opened that is on this list. */
let lastOpened = "";

export function preparePanel() {
  if (!document.querySelector("[data-leads]")) return;
  listAddress = location.href;
  document.addEventListener("list:moved", (event) => {
    if (event instanceof CustomEvent) listAddress = event.detail;
  });
  listTitle = document.title;
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  addEventListener("popstate", () => {
    if (location.href === listAddress) close();
    else if (history.state?.panel) void open(location.href, false);
    else location.reload();
  });
}

/** @param {MouseEvent} event */
function onClick(event) {
  const target = event.target;
  if (!(target instanceof Element) || event.defaultPrevented) return;
  const hasKey = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
  const inPanel = target.closest(".panel");
  if (inPanel) {
    const link = target.closest("a[data-close], a[data-step]");
    if (!(link instanceof HTMLAnchorElement) || hasKey) return;
    event.preventDefault();
    if (link.matches("[data-close]")) leave();
    else void open(link.href, true);
    return;
  }
  const row = target.closest("[data-list] .row");
  const link = row?.querySelector(".row-link");
  const other = target.closest("a, button, input, summary, form");
  if (!(link instanceof HTMLAnchorElement) || (other && other !== link)) return;
  if (getSelection()?.toString()) return;
  if (hasKey) {
    if (!other) window.open(link.href, "_blank", "noopener");
    return;
  }
  event.preventDefault();
  if (ROOM.matches) void open(link.href, true);
  else location.assign(link.href);
}

/**
 * @param {string} address
 * @param {boolean} isNew whether the address is a new step in the history
 */
async function open(address, isNew) {
  loading?.abort();
  const mine = (loading = new AbortController());
  try {
    const answer = await fetch(address, { signal: mine.signal, headers: { accept: "text/html" } });
    if (!draw(await answer.text(), answer, isNew)) location.assign(address);
  } catch {
    if (!mine.signal.aborted) location.assign(address);
  }
}

/**
 * @param {string} html
 * @param {Response} answer
 * @param {boolean} isNew
 * @returns {boolean} whether the answer was a lead
 */
function draw(html, answer, isNew) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const lead = page.querySelector("[data-panel]");
  // A refused note and a move that came too late are answered with the lead as it is, and the reason.
  if (!(answer.ok || [409, 422].includes(answer.status)) || !(lead instanceof HTMLElement)) return false;
  let panel = document.querySelector(".panel");
  if (!panel) {
    panel = document.createElement("aside");
    panel.className = "panel";
    panel.setAttribute("aria-label", "Lead");
    document.querySelector(".column")?.append(panel);
  }
  panel.replaceChildren(document.adoptNode(lead));
  prepareLead(panel);
  if (isNew) {
    const state = { panel: true };
    if (history.state?.panel) history.replaceState(state, "", answer.url);
    else history.pushState(state, "", answer.url);
  }
  document.title = page.title;
  mark(lead.dataset.lead);
  showToast(page);
  const wrong = panel.querySelector('[aria-invalid="true"]');
  const name = wrong ?? panel.querySelector("#lead-name");
  if (name instanceof HTMLElement) name.focus({ preventScroll: !wrong });
  return true;
}

/**
 * Marks the open row, and takes its "New" away: somebody has opened it.
 * @param {string | undefined} id
 */
function mark(id) {
  for (const row of document.querySelectorAll("[data-list] .row")) {
    const isOpen = row instanceof HTMLElement && row.dataset.lead === id;
    row.classList.toggle("is-open", isOpen);
    if (isOpen) {
      lastOpened = row.dataset.lead ?? "";
      row.classList.remove("is-new");
      row.querySelector(".new-chip")?.remove();
    }
  }
}

/** @param {Document} page */
function showToast(page) {
  document.querySelector("[data-toast]")?.remove();
  const toast = page.querySelector("[data-toast]");
  if (!toast) return;
  document.body.append(document.adoptNode(toast));
  setTimeout(() => toast.matches(":hover, :focus-within") || toast.remove(), 6000);
}

function leave() {
  if (history.state?.panel) history.back();
  else close();
}

function close() {
  loading?.abort();
  document.querySelector(".panel")?.remove();
  document.title = listTitle;
  document.querySelector(".row.is-open")?.classList.remove("is-open");
  const link = document.querySelector(`.row[data-lead="${CSS.escape(lastOpened)}"] .row-link`);
  if (link instanceof HTMLElement) link.focus();
}

/**
 * A form of the panel is posted in place; the server answers with the lead's page, as it would anybody.
 * @param {SubmitEvent} event
 */
async function onSubmit(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches(".panel [data-stay]")) return;
  event.preventDefault();
  const button = event.submitter;
  if (button?.getAttribute("aria-busy")) return;
  button?.setAttribute("aria-busy", "true");
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form, button)) if (typeof value === "string") body.append(name, value);
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (draw(await answer.text(), answer, false)) {
      await refreshList();
      return;
    }
    say(form, "Not saved. The server refused it.");
  } catch {
    say(form, "Not saved. There is no connection.");
  }
  button?.removeAttribute("aria-busy");
}

/**
 * Says beside the form why it was not saved; what was typed stays.
 * @param {HTMLFormElement} form
 * @param {string} words
 */
function say(form, words) {
  let line = form.querySelector("[data-trouble]");
  if (!line) {
    line = document.createElement("p");
    line.className = "field-error";
    line.setAttribute("data-trouble", "");
    line.setAttribute("role", "alert");
    form.append(line);
  }
  line.textContent = `${words} Try again.`;
}

/** Brings the list behind the panel up to date with what the panel changed. */
async function refreshList() {
  try {
    const answer = await fetch(listAddress, { headers: { accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["[data-list]", ".counters", ".pager", ".nav"]) {
      const fresh = page.querySelector(part);
      const old = document.querySelector(part);
      if (fresh && old) old.replaceWith(document.adoptNode(fresh));
    }
    const lead = document.querySelector(".panel [data-panel]");
    if (lead instanceof HTMLElement) mark(lead.dataset.lead);
  } catch {
    // The list is right again on its next load; the panel already shows what was saved.
  }
}
