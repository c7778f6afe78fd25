// Which page the visitor is on. Fragments and passwords are left out of the address; the page's own history
// functions are never replaced.

/** @param {string} address */
export function cleanUrl(address) {
  try {
    const url = new URL(address);
    url.username = '';
    url.password = '';
    url.hash = '';
    return url.href.slice(0, 2000);
  } catch {
    return '';
  }
}

/** @returns {import('./protocol.js').PageInfo} */
export function pageInfo() {
  return {
    url: cleanUrl(location.href),
    title: document.title.slice(0, 200),
    referrer: cleanUrl(document.referrer),
  };
}

/**
 * Tells when the address changes without a load: by the Navigation API where there is one, else by `popstate`.
 * @param {(seconds: number) => void} moved how long the visitor was on the page before
 * @returns {() => void} stops watching
 */
export function watchPage(moved) {
  let url = cleanUrl(location.href);
  let since = Date.now();
  const look = () => {
    const next = cleanUrl(location.href);
    if (next === url) return;
    const seconds = Math.round((Date.now() - since) / 1000);
    url = next;
    since = Date.now();
    moved(seconds);
  };
  /** @type {EventTarget | undefined} */
  const navigation = /** @type {any} */ (window).navigation;
  // The title often follows the address by a moment.
  const soon = () => setTimeout(look, 100);
  navigation?.addEventListener('navigatesuccess', soon);
  window.addEventListener('popstate', soon);
  return () => {
    navigation?.removeEventListener('navigatesuccess', soon);
    window.removeEventListener('popstate', soon);
  };
}
