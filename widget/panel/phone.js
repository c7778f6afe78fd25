// On a phone the panel is the whole screen: the page behind it is inert and does not scroll, and the panel follows
// the visual viewport so that the composer stays above the keyboard. All of it is undone on closing.

const NARROW = '(max-width: 479px)';

/** @param {HTMLElement} host @param {HTMLElement} panel @param {() => void} moved */
export function makePhone(host, panel, moved) {
  const narrow = matchMedia(NARROW);
  /** @type {Element[]} */
  let stilled = [];
  /** @type {string | null} */
  let overflow = null;
  let isOpen = false;

  function fit() {
    const view = window.visualViewport;
    if (!view || !stilled.length) return;
    panel.style.setProperty('--view', `${view.height}px`);
    panel.style.setProperty('--top', `${view.offsetTop}px`);
    moved();
  }

  function hold() {
    if (overflow !== null) return;
    panel.setAttribute('aria-modal', 'true');
    stilled = [...document.body.children].filter((child) => child !== host && !child.hasAttribute('inert') && child.tagName !== 'SCRIPT');
    for (const child of stilled) child.setAttribute('inert', '');
    overflow = document.documentElement.style.overflow;
    document.documentElement.style.overflow = 'hidden';
    window.visualViewport?.addEventListener('resize', fit);
    window.visualViewport?.addEventListener('scroll', fit);
    fit();
  }

  function release() {
    if (overflow === null) return;
    panel.removeAttribute('aria-modal');
    for (const child of stilled) child.removeAttribute('inert');
    stilled = [];
    document.documentElement.style.overflow = overflow;
    overflow = null;
    panel.style.removeProperty('--view');
    panel.style.removeProperty('--top');
    window.visualViewport?.removeEventListener('resize', fit);
    window.visualViewport?.removeEventListener('scroll', fit);
  }

  function look() {
    if (isOpen && narrow.matches) hold();
    else release();
  }

  narrow.addEventListener('change', look);
  return {
    isNarrow: () => narrow.matches,
    /** @param {boolean} open */
    set(open) {
      isOpen = open;
      look();
    },
    stop() {
      isOpen = false;
      release();
      narrow.removeEventListener('change', look);
    },
  };
}
