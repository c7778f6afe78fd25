// @ts-check
/*
 * What scripts add to the dashboard. Every page works without this file: it only saves reloads and
 * keystrokes, and never holds a rule of the product.
 */

import { listenForErase } from "./erase.js";
import { listenForKeys } from "./keys.js";
import { preparePanel } from "./panel.js";
import { prepareLead } from "./lead.js";

document.documentElement.dataset.live = "";

/** Copy buttons appear only where copying works. */
function prepareCopies() {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-copy]"))) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    const words = button.textContent;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy ?? "");
        button.textContent = "Copied";
      } catch {
        button.textContent = "Copying is blocked here";
      }
      setTimeout(() => (button.textContent = words), 2000);
    });
  }
}

/** A filter's select applies at once; the search waits for Enter or the button. */
function prepareFilters() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-filters]"));
  form?.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement) form.requestSubmit();
  });
  form?.addEventListener("submit", () => {
    // An empty value says nothing, so it stays out of the URL.
    for (const field of form.elements) {
      if ((field instanceof HTMLInputElement || field instanceof HTMLSelectElement) && !field.value) field.disabled = true;
    }
  });
  // The browser's back button may bring the form back with its fields still off.
  addEventListener("pageshow", () => {
    for (const field of form?.elements ?? []) {
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.disabled = false;
    }
  });
}

/** An open menu closes on a click elsewhere. */
function prepareMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (event.target instanceof Node && !menu.contains(event.target)) menu.removeAttribute("open");
    }
  });
}

/** A toast leaves after six seconds, unless somebody is on it. */
function prepareToast() {
  const toast = document.querySelector("[data-toast]");
  if (!toast) return;
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : toast.remove());
  setTimeout(leave, 6000);
}

/** Tells the server where the viewer's clock is; the next page shows its times by it. */
function tellZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  if (zone) document.cookie = `frontdesk_zone=${zone}; Path=/; SameSite=Lax; Max-Age=31536000${secure}`;
}

tellZone();
prepareCopies();
prepareFilters();
prepareMenus();
prepareToast();
prepareLead(document);
preparePanel();
listenForErase();
listenForKeys();
