// @ts-check
/*
 * What scripts add to the dashboard. Every page works without this file: it only saves reloads and
 * keystrokes, and never holds a rule of the product.
 */

import { prepareAttach } from "./attach.js";
import { prepareBoard } from "./board.js";
import { prepareBulk } from "./bulk.js";
import { prepareDraft } from "./draft.js";
import { listenForErase } from "./erase.js";
import { prepareInbox } from "./inbox.js";
import { listenForKeys } from "./keys.js";
import { prepareList } from "./list.js";
import { prepareListKeys } from "./list_keys.js";
import { prepareLive } from "./live.js";
import { preparePanel } from "./panel.js";
import { prepareLead } from "./lead.js";
import { prepareFile, prepareTask } from "./task.js";

document.documentElement.dataset.live = "";

/** Copy buttons appear only where copying works. */
function prepareCopies() {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-copy]"))) {
    if (!navigator.clipboard || !button.hidden) continue;
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
document.addEventListener("list:put", prepareCopies);
prepareList();
prepareBulk();
prepareBoard();
prepareListKeys();
prepareLive();
prepareMenus();
prepareToast();
prepareLead(document);
preparePanel();
prepareDraft();
prepareInbox();
prepareAttach();
prepareFile();
prepareTask();
listenForErase();
listenForKeys();
