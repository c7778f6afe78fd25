// The snippet's script: draws the launcher and the greeting, and fetches the panel when the visitor first acts.
// Before that it makes one request (the bot's settings), opens no socket, sets no cookie and stores nothing.

(() => {
  /** @typedef {import('./panel/protocol.js').Config} Config */
  /** @typedef {import('./panel/protocol.js').Panel} Panel */
  /** @typedef {import('./panel/protocol.js').Settings} Settings */
  /** @typedef {import('./panel/protocol.js').Context} Context */

  const page = /** @type {any} */ (window);
  const script = /** @type {HTMLScriptElement | null} */ (
    document.currentScript ?? document.querySelector('script[data-bot][src*="widget.js"]'));
  /** @type {Settings} */
  const settings = { ...script?.dataset, ...page.frontdeskSettings };
  const bot = settings.bot ?? '';
  if (!script?.src || !bot || page.frontdesk?.isLoaded) return;
  const base = new URL('.', script.src).href;

  // The only words needed before the panel's own are there: the label of the teaser's button.
  /** @type {Record<string, string>} */
  const DISMISS = {
    en: 'Dismiss', ar: 'إخفاء', de: 'Ausblenden', es: 'Descartar', fr: 'Masquer', it: 'Nascondi', pt: 'Dispensar',
  };

  /** @type {Config} */
  let config;
  /** @type {HTMLElement} */
  let host;
  /** @type {HTMLElement} */
  let root;
  /** @type {HTMLButtonElement} */
  let launcher;
  /** @type {HTMLElement | null} */
  let teaser = null;
  /** @type {Promise<Panel> | null} */
  let loading = null;
  let tries = 0;
  let isOpen = false;
  let isHidden = settings.launcher === 'hidden';
  let isGone = false;
  let count = 0;
  /** What the panel has the launcher say: how to close, or what is new. */
  let label = '';
  /** @type {Record<string, ((detail: unknown) => void)[]>} */
  const listeners = {};
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const seen = `frontdesk:${bot}:panel`;

  /** @param {string} name @param {unknown} [detail] */
  function emit(name, detail) {
    for (const listener of listeners[name] ?? []) {
      try {
        listener(detail);
      } catch (error) {
        // The owner's own fault must not stop the chat.
        console.error(error);
      }
    }
  }

  /** @param {string} tag @param {string} name @param {string} [text] */
  function make(tag, name, text) {
    const node = document.createElement(tag);
    node.className = name;
    if (text !== undefined) node.textContent = text;
    if (tag === 'button') node.setAttribute('type', 'button');
    return node;
  }

  /** @param {string} name @param {string[]} paths */
  function draw(name, paths) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('class', name);
    svg.setAttribute('aria-hidden', 'true');
    for (const d of paths) {
      const path = document.createElementNS(svg.namespaceURI, 'path');
      path.setAttribute('d', d);
      svg.append(path);
    }
    return svg;
  }

  function language() {
    const wish = settings.language ?? config.language ?? 'en';
    return wish === 'auto' ? document.documentElement.lang || navigator.language || 'en' : wish;
  }

  function short() {
    return language().toLowerCase().split(/[-_]/)[0] ?? '';
  }

  /** Colours, side and direction, after the settings. */
  function dress() {
    const theme = settings.theme ?? config.theme ?? 'auto';
    const isDark = theme === 'dark' || (theme !== 'light' && dark.matches);
    root.classList.toggle('dark', isDark);
    root.classList.toggle('at-start', (settings.position ?? config.position) === 'start');
    root.classList.toggle('open', isOpen);
    root.lang = language();
    root.dir = short() === 'ar' ? 'rtl' : 'ltr';
    const accent = config.accent?.[isDark ? 'dark' : 'light'];
    for (const [token, value] of Object.entries(accent ?? {})) {
      root.style.setProperty(token === 'ink' ? '--accent' : `--${token}`, value);
    }
    launcher.hidden = isHidden;
    const name = config.launcher?.label || 'Chat';
    launcher.setAttribute('aria-label', isOpen ? label : count ? `${name}, ${label || count}` : name);
    launcher.setAttribute('aria-expanded', String(isOpen));
    launcher.querySelector('.badge')?.remove();
    if (count && !isOpen) launcher.append(make('span', 'badge', count > 9 ? '9+' : String(count)));
  }

  /** @param {string} css */
  function style(css) {
    const shadow = /** @type {ShadowRoot} */ (host.shadowRoot);
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
    } catch {
      // Before Safari 16.4; needs style-src 'unsafe-inline' there.
      shadow.append(Object.assign(document.createElement('style'), { textContent: css }));
    }
  }

  function build() {
    if (!customElements.get('frontdesk-chat')) customElements.define('frontdesk-chat', class extends HTMLElement {});
    host = document.createElement('frontdesk-chat');
    const shadow = host.attachShadow({ mode: 'open' });
    style('loader.css');
    root = make('div', 'fd');
    launcher = /** @type {HTMLButtonElement} */ (make('button', 'launcher'));
    launcher.append(
      draw('bell', ['M12 3.2a1.9 1.9 0 1 0 0 3.800a1.9 1.9 0 0 0 0-3.8', 'M3.6 16.6a8.4 8.4 0 0 1 16.8 0z',
        'M2.7 18.400h18.600a1.1 1.1 0 0 1 0 2.200H2.700a1.1 1.1 0 0 1 0-2.2']),
      draw('shut', ['M6 9.500l6 6 6-6']));
    launcher.onclick = () => (isOpen ? run('close') : run('open'));
    root.append(launcher);
    shadow.append(root);
    document.body.append(host);
    dark.addEventListener('change', dress);
    dress();
  }

  function tease() {
    const text = config.greeting?.teaser;
    if (!text || isOpen || loading || isGone || isHidden || settings.teaser === 'off') return;
    const box = (teaser = make('section', 'teaser'));
    box.setAttribute('aria-label', config.name);
    const line = make('div', 'words');
    const said = make('div', '');
    said.append(make('strong', '', config.name), make('p', '', text));
    const dismiss = make('button', 'dismiss');
    dismiss.setAttribute('aria-label', DISMISS[short()] ?? 'Dismiss');
    dismiss.append(draw('', ['M6 6l12 12M18 6L6 18']));
    dismiss.onclick = () => {
      remember('dismissed');
      clearTeaser();
      launcher.focus();
    };
    const dome = make('span', 'dome', config.initial ?? config.name.slice(0, 1));
    dome.setAttribute('aria-hidden', 'true');
    line.append(dome, said, dismiss);
    const chips = make('div', 'chips');
    for (const reply of (config.replies ?? []).slice(0, 2)) {
      const chip = make('button', 'chip', reply);
      chip.onclick = () => run('ask', reply);
      chips.append(chip);
    }
    box.append(line, chips);
    root.prepend(box);
    count ||= 1;
    dress();
    emit('teaser');
  }

  function clearTeaser() {
    if (!teaser) return;
    teaser.remove();
    teaser = null;
    count = 0;
    dress();
  }

  /** The visitor's own choice, for this tab: it is stored at their act and not before. @param {string} state */
  function remember(state) {
    try {
      sessionStorage.setItem(seen, JSON.stringify(state));
    } catch {}
  }

  function remembered() {
    try {
      return JSON.parse(sessionStorage.getItem(seen) ?? 'null');
    } catch {
      return null;
    }
  }

  /** The panel, fetched at its first use. A browser may remember a failed address, so a new try has a new one. */
  function panel() {
    loading ??= (async () => {
      launcher.setAttribute('aria-busy', 'true');
      try {
        const url = new URL(config.panel, base).href + (tries ? `?try=${tries}` : '');
        const module = await import(url);
        /** @type {Context} */
        const context = {
          config, settings, base, host, root, launcher, emit, language,
          shadow: /** @type {ShadowRoot} */ (host.shadowRoot),
          unread(number, words) {
            count = number;
            label = words;
            dress();
            emit('unread', number);
          },
          shown(open, words) {
            const isChange = open !== isOpen;
            isOpen = open;
            label = words;
            if (open) clearTeaser();
            dress();
            if (isChange) emit(open ? 'open' : 'close');
          },
        };
        style((await import(new URL('styles.js', url).href)).default);
        return await module.mount(context);
      } catch (error) {
        loading = null;
        tries += 1;
        // A newer server may have another panel by now.
        ask().then((answer) => { config = answer; }).catch(() => {});
        emit('error', error);
        throw error;
      } finally {
        launcher.removeAttribute('aria-busy');
      }
    })();
    return /** @type {Promise<Panel>} */ (loading);
  }

  /** @type {Record<string, (...values: any[]) => void>} */
  const commands = {
    open: () => use((it) => it.open()),
    close: () => isOpen && use((it) => it.close()),
    toggle: () => run(isOpen ? 'close' : 'open'),
    ask: (text) => use((it) => it.ask(String(text))),
    form: (tag) => use((it) => it.form(tag)),
    hide() {
      run('close');
      isHidden = true;
      clearTeaser();
      dress();
    },
    show() {
      isHidden = false;
      dress();
    },
    set(changes) {
      Object.assign(settings, changes);
      dress();
      if (loading) use((it) => it.relabel());
    },
    shutdown() {
      isGone = true;
      if (loading) use((it) => it.shutdown());
      dark.removeEventListener('change', dress);
      host.remove();
      delete page.frontdesk;
    },
  };

  /** @param {(panel: Panel) => unknown} act */
  function use(act) {
    // A failure was told through the `error` event; the next click tries again.
    panel().then(act).catch(() => {});
  }

  /** @type {ArrayLike<any>[]} */
  let early = page.frontdesk?.q ?? [];
  let isReady = false;

  /** @param {string} command @param {...any} values */
  function run(command, ...values) {
    if (command === 'on') (listeners[values[0]] ??= []).push(values[1]);
    if (command === 'on' && values[0] === 'ready' && isReady) values[1]();
    if (command === 'on' || isGone) return;
    if (!isReady) early.push([command, ...values]);
    else if (commands[command]) commands[command](...values);
    else console.warn(`frontdesk: there is no command "${command}"`);
  }

  function begin() {
    build();
    isReady = true;
    const calls = early;
    early = [];
    for (const call of calls) run(.../** @type {[string]} */ (Array.from(call)));
    emit('ready');
    const state = remembered();
    if (loading) return;
    // The visitor was talking on the page before: keep the line, and the panel where it was if there is room.
    if (state === 'open' && matchMedia('(min-width: 480px)').matches) use((it) => it.open(true));
    else if (state === 'open' || state === 'shut') use(() => {});
    else if (state !== 'dismissed') setTimeout(tease, config.greeting?.delay_ms ?? 8000);
  }

  async function ask() {
    const answer = await fetch(`${base}api/widget/${encodeURIComponent(bot)}`, { credentials: 'omit' });
    if (!answer.ok) throw answer.status;
    return answer.json();
  }

  /** @param {number} wait */
  async function start(wait) {
    try {
      config = await ask();
    } catch (fault) {
      // No such bot, or not for this site: asking again would not help.
      if (fault === 403 || fault === 404) console.warn(`frontdesk: no bot "${bot}" for this site`);
      else setTimeout(start, wait, Math.min(wait * 2, 60000));
      return;
    }
    if (isGone) return;
    if (document.body) begin();
    else addEventListener('DOMContentLoaded', begin);
  }

  const calls = early;
  early = [];
  page.frontdesk = Object.assign(run, { isLoaded: true });
  for (const call of calls) run(.../** @type {[string]} */ (Array.from(call)));
  start(2000);
})();
