// @ts-check
/* The filters of the list: selects apply at once, the search as it is typed, and the address always says what is shown. */

import { ask, list, moveTo, put } from "./swap.js";

/** How long somebody may rest between two letters. */
const PAUSE = 250;

/** @type {HTMLElement | undefined} */
let said;

/** Says how many were found, for those who do not see the list change. */
function say() {
  if (!said) {
    said = document.createElement("p");
    said.className = "hidden";
    said.setAttribute("role", "status");
    document.querySelector("[data-leads]")?.append(said);
  }
  const words = document.querySelector(".pager p")?.firstChild?.textContent ?? document.querySelector(".listing h2")?.textContent;
  said.textContent = words?.trim() ?? "";
}

/** @param {HTMLFormElement} form */
function address(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && value) query.append(name, value);
  const text = query.toString();
  return new URL(text ? `${form.getAttribute("action")}?${text}` : (form.getAttribute("action") ?? ""), location.href).href;
}

/**
 * @param {string} to
 * @param {boolean} isStep whether the browser's back button leads to what was before
 */
export async function show(to, isStep) {
  const listing = document.querySelector('[data-part="listing"]');
  const slow = setTimeout(() => listing?.setAttribute("aria-busy", "true"), 300);
  try {
    const got = await ask(to);
    if (!got) return;
    if (!got.answer.ok || !got.page.querySelector("[data-leads]")) {
      failed(got.answer.headers.get("x-request-id") ?? "", to);
      return;
    }
    put(got.page);
    if (!history.state?.panel) {
      if (isStep) history.pushState(null, "", to);
      else history.replaceState(history.state, "", to);
    }
    moveTo(to);
    say();
  } catch {
    failed("", to);
  } finally {
    clearTimeout(slow);
    listing?.removeAttribute("aria-busy");
  }
}

/**
 * The list did not load: what was typed stays, and the next try is one press away.
 * @param {string} reference
 * @param {string} to
 */
function failed(reference, to) {
  const box = document.createElement("div");
  box.className = "empty";
  box.setAttribute("role", "alert");
  const title = document.createElement("h2");
  title.textContent = "Leads did not load";
  const words = document.createElement("p");
  const why = reference ? "The server took too long to answer." : "There is no connection.";
  words.textContent = `${why} Your data is safe.${reference ? ` Reference ${reference}.` : ""}`;
  const again = document.createElement("button");
  again.className = "button primary";
  again.type = "button";
  again.textContent = "Try again";
  again.addEventListener("click", () => void show(to, false));
  box.append(title, words, again);
  document.querySelector('[data-part="listing"]')?.replaceChildren(box);
}

/** @param {HTMLFormElement} form */
function prepareForm(form) {
  let timer = 0;
  const apply = (/** @type {boolean} */ isStep) => {
    clearTimeout(timer);
    const to = address(form);
    if (to !== list()) void show(to, isStep);
  };
  form.addEventListener("change", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLSelectElement || field instanceof HTMLInputElement) || field.type === "search") return;
    const days = form.querySelectorAll("[type=date]");
    if (field.name === "bot") {
      location.assign(address(form));
      return;
    }
    if (field.name === "captured") {
      if (field.value === "custom") {
        form.querySelector("[data-more]")?.setAttribute("open", "");
        if (days[0] instanceof HTMLElement) days[0].focus();
        return;
      }
      for (const day of days) if (day instanceof HTMLInputElement) day.value = "";
    }
    if (field.type === "date") {
      const range = form.elements.namedItem("captured");
      if (range instanceof HTMLSelectElement) range.value = field.value ? "custom" : "";
    }
    apply(true);
  });
  form.addEventListener("input", (event) => {
    if (!(event.target instanceof HTMLInputElement) || event.target.type !== "search") return;
    clearTimeout(timer);
    timer = setTimeout(() => apply(false), PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply(true);
  });
}

export function prepareList() {
  const form = document.querySelector("[data-filters]");
  if (form instanceof HTMLFormElement && document.querySelector("[data-leads]")) prepareForm(form);
}
