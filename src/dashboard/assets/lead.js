// @ts-check
/* One lead, wherever it is drawn: the tabs of a phone, the way from a reason to its message, the clock at the visitor's place. */

/**
 * Shows one part of the lead at a time on a phone; wider screens show all and hide the tabs.
 * @param {ParentNode} root
 */
export function prepareLead(root) {
  for (const tabs of root.querySelectorAll("[data-tabs]")) {
    const lead = tabs.closest("[data-panel]");
    if (!(lead instanceof HTMLElement)) continue;
    const links = [...tabs.querySelectorAll("a")];
    const show = (/** @type {HTMLAnchorElement} */ chosen) => {
      lead.dataset.shown = chosen.dataset.tab;
      for (const link of links) {
        if (link === chosen) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    };
    for (const link of links) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        show(link);
      });
      link.addEventListener("keydown", (event) => {
        const towardsEnd = getComputedStyle(tabs).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
        const step = event.key === towardsEnd ? 1 : event.key.startsWith("Arrow") ? -1 : 0;
        const at = links.indexOf(link);
        const next = event.key === "Home" ? links[0] : event.key === "End" ? links.at(-1) : step && links[at + step];
        if (next && event.key !== "ArrowUp" && event.key !== "ArrowDown") {
          event.preventDefault();
          next.focus();
          show(next);
        }
      });
    }
    const part = location.hash.startsWith("#m-") || location.hash === "#talk-title" ? "#lead-transcript" : location.hash;
    show(links.find((link) => link.hash === part) ?? links[0]);
  }
  for (const link of root.querySelectorAll('[data-panel] a[href^="#m-"]')) {
    link.addEventListener("click", (event) => {
      if (point(/** @type {HTMLAnchorElement} */ (link))) event.preventDefault();
    });
  }
  for (const note of root.querySelectorAll("[data-zone]")) keepClock(/** @type {HTMLElement} */ (note));
}

/**
 * Shows the message that a link of the lead leads to, without a step in the history: the panel's address stays.
 * @param {HTMLAnchorElement} link
 * @returns {boolean} whether it is there
 */
function point(link) {
  const lead = link.closest("[data-panel]");
  const message = lead?.querySelector(`#${CSS.escape(link.hash.slice(1))}`);
  if (!(message instanceof HTMLElement)) return false;
  const tab = lead?.querySelector('[data-tab="transcript"]');
  if (tab instanceof HTMLElement) tab.click();
  for (const old of lead?.querySelectorAll(".is-pointed") ?? []) old.classList.remove("is-pointed");
  message.classList.add("is-pointed");
  message.tabIndex = -1;
  message.focus({ preventScroll: true });
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  message.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  return true;
}

/** @param {HTMLElement} note */
function keepClock(note) {
  const draw = () => {
    if (!note.isConnected) return clearInterval(timer);
    try {
      const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: note.dataset.zone });
      note.textContent = `${clock.format(Date.now())} there now`;
    } catch {
      // A zone this browser does not know keeps the server's words.
      clearInterval(timer);
    }
  };
  const timer = setInterval(draw, 20_000);
}
