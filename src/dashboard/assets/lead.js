// @ts-check
/* One lead, wherever it is drawn: the tabs of a phone, and the clock at the visitor's place. */

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
    show(links.find((link) => link.hash === location.hash) ?? links[0]);
  }
  for (const note of root.querySelectorAll("[data-zone]")) keepClock(/** @type {HTMLElement} */ (note));
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
