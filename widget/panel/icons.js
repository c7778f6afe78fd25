// The widget's icons: outlines on a 24 grid, drawn for this project. No emoji, no icon font, no request.

const NS = 'http://www.w3.org/2000/svg';

/** @type {Record<string, string>} */
const PATHS = {
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  minus: 'M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  up: 'M12 19V5M5.5 11.5L12 5l6.5 6.5',
  down: 'M12 5v14M5.5 12.5L12 19l6.5-6.5',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  clock: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M12 7.5V12l3 2',
  alert: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M12 7.5v5.2M12 16.4h.01',
  book: 'M12 6.5C10.4 5.2 8 4.6 3 4.6v13c5 0 7.4.6 9 1.9c1.6-1.3 4-1.9 9-1.9v-13c-5 0-7.4.6-9 1.9zM12 6.5v13',
  good: 'M7 10.5v10H4v-10zM7 10.5l4-7.5c1.7 0 2.7 1.3 2.4 3l-.7 3.5h5.6c1.3 0 2.2 1.2 1.9 2.4l-1.7 6.8c-.2 1-1 1.8-2.2 1.8H7',
  bad: 'M17 13.5v-10h3v10zM17 13.5l-4 7.5c-1.7 0-2.7-1.3-2.4-3l.7-3.5H5.7c-1.3 0-2.2-1.2-1.9-2.4l1.7-6.8c.2-1 1-1.8 2.2-1.8H17',
  offline: 'M3 3l18 18M8.6 16.2a5 5 0 0 1 6.8 0M5.2 12.6a10 10 0 0 1 4.6-2.6M14.6 10.2c1.6.5 3 1.3 4.2 2.4M2 9a15 15 0 0 1 4.6-2.9M10.4 5.1C14.7 4.7 18.8 6.1 22 9M12 20h.01',
  person: 'M4 14v-2a8 8 0 0 1 16 0v2M4 14.5h3v5H5.5a1.5 1.5 0 0 1-1.5-1.5zM20 14.5h-3v5h1.5a1.5 1.5 0 0 0 1.5-1.5zM19.5 19c-1 2-3 2.5-6 2.5',
  spin: 'M12 3a9 9 0 1 0 9 9',
};

/**
 * An icon, hidden from screen readers: the words beside it, or the button's label, say what it means.
 * @param {string} name
 * @param {number} [size]
 */
export function icon(name, size = 16) {
  return drawing(size, `i-${name}`, shape('path', { d: PATHS[name] ?? '' }));
}

/** The desk bell: a knob, a dome and the desk line. */
export function bell() {
  return drawing(20, 'bell',
    shape('circle', { cx: 12, cy: 5.1, r: 1.9 }),
    shape('path', { d: 'M3.6 16.6a8.4 8.4 0 0 1 16.8 0z' }),
    shape('rect', { x: 1.6, y: 18.4, width: 20.8, height: 2.2, rx: 1.1 }));
}

/** @param {number} size @param {string} name @param {...SVGElement} shapes */
function drawing(size, name, ...shapes) {
  const svg = shape('svg', { class: `i ${name}`, viewBox: '0 0 24 24', width: size, height: size, 'aria-hidden': 'true', focusable: 'false' });
  svg.append(...shapes);
  return svg;
}

/** @param {string} tag @param {Record<string, string | number>} attributes */
function shape(tag, attributes) {
  const node = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  return node;
}
