// @ts-check
/*
 * Live: the server says that the leads are not what they were, and the page asks for itself again, at most once a second.
 * Who reads further down keeps their place: new leads wait behind a bar until they are asked for.
 */

import { ask, isAsking, isBusy, list, put } from "./swap.js";

/** The shortest time between two looks. */
const REST = 1000;
/** The longest wait before the line is tried again. */
const LONGEST = 30_000;

/** @returns {HTMLElement | null} */
const main = () => document.querySelector("[data-leads][data-live]");

/** Whether new leads on top would push away what somebody is looking at. */
function isReading() {
  const box = document.querySelector("[data-list]");
  return scrollY > 120 && box !== null;
}

/**
 * "3 new leads": pressing it brings them.
 * @param {number} count
 */
function tellWaiting(count) {
  let bar = document.querySelector(".waiting-bar");
  if (!bar) {
    bar = document.createElement("div");
    bar.className = "waiting-bar";
    bar.setAttribute("role", "status");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button primary";
    bar.append(button);
    button.addEventListener("click", () => {
      // Back on top the list is asked for, and what is put in place takes this bar away.
      scrollTo({ top: 0 });
    });
    document.querySelector('[data-part="listing"]')?.before(bar);
  }
  const button = bar.querySelector("button");
  if (button) button.textContent = count === 1 ? "1 new lead" : `${count} new leads`;
}

class Live {
  #address;
  /** @type {EventSource | undefined} */
  #source;
  #isFirst = true;
  #timer = 0;
  #looked = 0;
  #tries = 0;

  /** @param {string} address */
  constructor(address) {
    this.#address = address;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#hang() : this.#call()));
    addEventListener("scroll", () => scrollY < 40 && document.querySelector(".waiting-bar") && this.#soon(), { passive: true });
    document.addEventListener("list:put", () => document.querySelector(".waiting-bar")?.remove());
    this.#call();
  }

  /** A hidden page holds no line: a browser has few for one server. */
  #hang() {
    this.#source?.close();
    this.#source = undefined;
  }

  #call() {
    if (this.#source || document.hidden) return;
    const source = new EventSource(this.#address);
    this.#source = source;
    let isNewLine = true;
    source.addEventListener("changed", (event) => {
      this.#tries = 0;
      const told = JSON.parse(event.data);
      const page = main();
      // The first word of a line says where the server is: whoever was away may be behind.
      const isSame = page?.dataset.total === String(told.total) && page?.dataset.new === String(told.new);
      if (isNewLine && this.#isFirst && isSame) {
        document.documentElement.dataset.listens = "";
      } else {
        this.#soon();
      }
      document.documentElement.dataset.listens = "";
      isNewLine = false;
      this.#isFirst = false;
    });
    source.addEventListener("error", () => {
      delete document.documentElement.dataset.listens;
      this.#hang();
      this.#isFirst = false;
      const wait = Math.min(LONGEST, 1000 * 2 ** this.#tries++) * (0.5 + Math.random() / 2);
      setTimeout(() => this.#call(), wait);
    });
  }

  #soon() {
    if (this.#timer) return;
    const wait = Math.max(0, this.#looked + REST - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      void this.#look();
    }, wait);
  }

  async #look() {
    // Somebody is in the middle of something, or a search is under way, which brings what is new anyhow.
    if (isBusy() || isAsking()) {
      this.#looked = Date.now();
      this.#soon();
      return;
    }
    this.#looked = Date.now();
    try {
      const got = await ask(list());
      if (!got?.answer.ok || !got.page.querySelector("[data-leads]")) return;
      if (isBusy()) {
        this.#soon();
        return;
      }
      this.#show(got.page);
    } catch {
      // The next word, or the next line, brings it.
    }
  }

  /** @param {Document} page */
  #show(page) {
    const ids = (/** @type {ParentNode} */ root) =>
      [...root.querySelectorAll("[data-list] [data-lead]")].map((row) => row.getAttribute("data-lead"));
    const here = new Set(ids(document));
    const came = ids(page).filter((id) => !here.has(id)).length;
    if (came > 0 && isReading()) {
      // The numbers move; the rows keep their place.
      page.querySelector('[data-part="listing"]')?.remove();
      put(page);
      tellWaiting(came);
      return;
    }
    put(page, { fresh: true });
  }
}

export function prepareLive() {
  const address = main()?.dataset.live;
  if (address && "EventSource" in globalThis) new Live(address);
}
