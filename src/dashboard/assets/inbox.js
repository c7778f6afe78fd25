// @ts-check
/*
 * The Inbox, live: the server rings, and the page asks for itself again and puts its parts in place. Words are sent over the
 * line and stored once whatever happens to it; a draft survives a reload. Without this file every button loads the page.
 */

import { prepareAnswers } from "./answers.js";
import { prepareCanned } from "./canned.js";

/** The longest wait before the line is tried again. */
const LONGEST = 15_000;
/** The shortest time between two looks. */
const REST = 400;
const SOUND = "frontdesk_sound";

/** @returns {HTMLElement | null} */
const main = () => document.querySelector("[data-inbox]");
/** @param {string} name @param {ParentNode} [root] */
const part = (name, root = document) => root.querySelector(`[data-inbox-part="${name}"]`);

class Inbox {
  /** @type {WebSocket | undefined} */
  #socket;
  #tries = 0;
  #timer = 0;
  #looked = 0;
  #seen = 0;
  /** @type {Set<string>} */
  #waiting = new Set();
  /** @type {Set<string> | undefined} */
  #mine;
  /** Words on their way, by their id. @type {Map<string, () => void>} */
  #sent = new Map();
  #typing = 0;
  /** The reader is at the end of the log. */
  #stays = true;

  /** @param {HTMLElement} page */
  constructor(page) {
    this.bot = page.dataset.bot ?? "";
    this.talk = page.dataset.talk ?? "";
    this.#note();
    this.#call();
    this.#toEnd();
    setInterval(() => this.#tick(), 1000);
    document.addEventListener("visibilitychange", () => this.#read());
    const log = this.#log();
    if (!log) return;
    log.addEventListener("scroll", () => {
      this.#stays = this.#isAtEnd();
      this.#read();
    }, { passive: true });
    // What opens above the reply moves the log up: the last message stays in sight.
    new ResizeObserver(() => this.#stays && this.#toEnd()).observe(log);
  }

  #call() {
    const url = new URL("/ws/agent", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      if (this.#tries > 0) this.soon();
      this.#tries = 0;
      document.documentElement.dataset.listens = "";
      this.#send({ type: "inbox", ref: "inbox", bot: this.bot });
      const seq = Number(main()?.dataset.seq ?? 0);
      if (this.talk) this.#send({ type: "watch", ref: "watch", bot: this.bot, conversation: this.talk, seq });
      this.#read();
    });
    socket.addEventListener("message", (event) => this.#hear(JSON.parse(event.data)));
    socket.addEventListener("close", () => {
      delete document.documentElement.dataset.listens;
      for (const plain of this.#sent.values()) plain();
      this.#sent.clear();
      const wait = Math.min(LONGEST, 500 * 2 ** this.#tries++) * (0.5 + Math.random() / 2);
      setTimeout(() => this.#call(), wait);
    });
  }

  isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** @param {object} frame */
  #send(frame) {
    if (this.isOpen()) this.#socket?.send(JSON.stringify(frame));
  }

  /** @param {{ type: string, ref?: string, conversation?: string, status?: string, author?: string, on?: boolean, text?: string, code?: string, message?: string }} frame */
  #hear(frame) {
    switch (frame.type) {
      case "conversation":
        if (frame.status === "waiting" && frame.conversation && !this.#waiting.has(frame.conversation)) ring("waiting");
        if (frame.conversation) this.#waiting[frame.status === "waiting" ? "add" : "delete"](frame.conversation);
        this.soon();
        break;
      case "ack":
      case "error":
        if (frame.ref && this.#sent.has(frame.ref)) {
          this.#sent.delete(frame.ref);
          if (frame.type === "error") this.refuse(frame.message ?? "It was not sent.");
        }
        this.soon();
        break;
      case "typing":
        if (frame.author === "visitor") this.#showTyping(Boolean(frame.on), frame.text);
        break;
      case "inbox":
      case "message":
      case "status":
      case "seen":
        if (frame.type === "message") this.#showTyping(false);
        this.soon();
        break;
    }
  }

  /** Says something; gives up on the line for the plain way where it breaks meanwhile. @param {string} id @param {string} text @param {() => void} plain */
  say(id, text, plain) {
    this.#sent.set(id, plain);
    this.#send({ type: "message.send", ref: id, id, conversation: this.talk, text });
  }

  /** @param {boolean} on */
  tellTyping(on) {
    if (this.talk) this.#send({ type: "typing", conversation: this.talk, on });
  }

  /** @param {string} words */
  refuse(words) {
    const hint = document.querySelector("[data-hint]");
    if (!(hint instanceof HTMLElement)) return;
    hint.textContent = words;
    hint.setAttribute("role", "alert");
  }

  /** What is not sent yet looks so, and goes when it is sent or nothing more comes. @param {boolean} on @param {string} [words] */
  #showTyping(on, words) {
    const line = document.querySelector("[data-typing]");
    if (!(line instanceof HTMLElement)) return;
    clearTimeout(this.#typing);
    const known = line.querySelector("q")?.textContent ?? "";
    line.hidden = !on;
    line.textContent = "";
    if (!on) return;
    const ahead = words ?? known;
    line.append(`${document.querySelector("#talk-name")?.textContent ?? "The visitor"} is typing${ahead ? ": " : ""}`);
    if (ahead) {
      const quoted = document.createElement("q");
      quoted.dir = "auto";
      quoted.textContent = ahead;
      line.append(quoted);
      line.scrollTop = line.scrollHeight;
    }
    this.#typing = setTimeout(() => this.#showTyping(false), 8000);
  }

  soon() {
    if (this.#timer) return;
    const wait = Math.max(0, this.#looked + REST - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      void this.#look();
    }, wait);
  }

  async #look() {
    this.#looked = Date.now();
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      this.#put(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // The next ring, or the next line, brings it.
    }
  }

  /** @param {Document} page */
  #put(page) {
    for (const name of ["list", "head", "log", "card", "context"]) {
      const [old, fresh] = [part(name), part(name, page)];
      // Somebody is in the middle of a menu, or of choosing.
      if (!old || !fresh || old.innerHTML === fresh.innerHTML || old.querySelector("details[open], select:focus")) continue;
      const focused = document.activeElement instanceof HTMLAnchorElement && old.contains(document.activeElement)
        ? document.activeElement.getAttribute("href") : null;
      const wasAtEnd = name === "log" && this.#isAtEnd();
      old.replaceChildren(...fresh.childNodes);
      if (wasAtEnd) this.#toEnd();
      const again = focused && old.querySelector(`a[href="${CSS.escape(focused)}"]`);
      if (again instanceof HTMLElement) again.focus();
    }
    const [composer, fresh] = [document.querySelector("[data-composer]"), page.querySelector("[data-composer]")];
    if (composer instanceof HTMLElement && fresh instanceof HTMLElement) composer.hidden = fresh.hidden;
    const [nav, oldNav] = [page.querySelector(".nav"), document.querySelector(".nav")];
    if (nav && oldNav && !oldNav.contains(document.activeElement)) oldNav.replaceWith(nav);
    const [here, there] = [main(), page.querySelector("[data-inbox]")];
    if (here && there instanceof HTMLElement) {
      if (there.dataset.seq) here.dataset.seq = there.dataset.seq;
      if (isMore(here.dataset.called, there.dataset.called)) ring("mentioned");
      here.dataset.called = there.dataset.called;
    }
    this.#note();
    this.#read();
    document.dispatchEvent(new CustomEvent("inbox:put"));
  }

  /** Who waits already does not ring again, nor what is mine already or was taken on this page. */
  #note() {
    const mine = Array.from(document.querySelectorAll('[data-group="mine"] [data-id]'), (row) => row.getAttribute("data-id") ?? "");
    if (this.#mine && mine.some((id) => !this.#mine?.has(id) && id !== this.talk)) ring("assigned");
    this.#mine = new Set(mine);
    for (const row of document.querySelectorAll("[data-since]")) {
      const id = row.closest("[data-id]")?.getAttribute("data-id");
      if (id) this.#waiting.add(id);
    }
  }

  #log() {
    return /** @type {HTMLElement | null} */ (part("log"));
  }

  #isAtEnd() {
    const log = this.#log();
    return !log || log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  }

  #toEnd() {
    const log = this.#log();
    if (log) log.scrollTop = log.scrollHeight;
  }

  /** The conversation was read as far as it is shown, where somebody looks at it. */
  #read() {
    const seq = Number(main()?.dataset.seq ?? 0);
    if (!this.talk || document.hidden || !this.#isAtEnd() || seq <= this.#seen || !this.isOpen()) return;
    this.#seen = seq;
    this.#send({ type: "seen", conversation: this.talk, seq });
  }

  /** Clocks of those who wait. */
  #tick() {
    for (const waits of document.querySelectorAll("[data-since]")) {
      const since = Number(waits.getAttribute("data-since"));
      const clock = waits.querySelector("time");
      if (!since || !clock) continue;
      const seconds = Math.max(0, Math.floor((Date.now() - since) / 1000));
      const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
      clock.textContent = seconds < 3600
        ? `${Math.floor(seconds / 60)}:${two(seconds % 60)}`
        : `${Math.floor(seconds / 3600)} h ${two(Math.floor(seconds / 60) % 60)}`;
    }
  }
}

const TOLD = { waiting: "Somebody is waiting for a person", assigned: "A conversation was given to you", mentioned: "Somebody named you in a note" };

/** Tells of it as the viewer chose on their profile. @param {"waiting" | "assigned" | "mentioned"} occasion */
function ring(occasion) {
  const wishes = (main()?.dataset.wishes ?? "").split(" ");
  if (wishes.includes(`${occasion}.sound`) && localStorage.getItem(SOUND) === "on") bell();
  if (!wishes.includes(`${occasion}.desktop`) || !document.hidden) return;
  if (!("Notification" in globalThis) || Notification.permission !== "granted") return;
  const told = new Notification(TOLD[occasion], { tag: `frontdesk-${occasion}` });
  told.addEventListener("click", () => globalThis.focus());
}

/** @param {string | undefined} before @param {string | undefined} now */
function isMore(before, now) {
  const known = new Set((before ?? "").split(" "));
  return (now ?? "").split(" ").some((id) => id && !known.has(id));
}

/** Two notes of a desk bell, made here: no file is loaded for it. */
function bell() {
  const audio = new AudioContext();
  for (const [at, pitch] of [[0, 1568], [0.18, 2093]]) {
    const [tone, loud] = [audio.createOscillator(), audio.createGain()];
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.12, audio.currentTime + at);
    loud.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + at + 0.7);
    tone.connect(loud).connect(audio.destination);
    tone.start(audio.currentTime + at);
    tone.stop(audio.currentTime + at + 0.8);
  }
  setTimeout(() => void audio.close(), 1500);
}

/** The bell is off until somebody wants it: a browser rings only after a click anyhow. */
function prepareBell() {
  const head = document.querySelector(".inbox-list .page-head");
  if (!head || !("AudioContext" in globalThis)) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button ghost bell-switch";
  const show = () => {
    const on = localStorage.getItem(SOUND) === "on";
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? "Bell on" : "Bell off";
  };
  button.addEventListener("click", () => {
    const on = localStorage.getItem(SOUND) !== "on";
    localStorage.setItem(SOUND, on ? "on" : "off");
    if (on) {
      bell();
      if ("Notification" in globalThis && Notification.permission === "default") void Notification.requestPermission();
    }
    show();
  });
  show();
  head.append(button);
}

/** @param {Inbox} inbox */
function prepareComposer(inbox) {
  const form = document.querySelector("[data-composer]");
  const field = form?.querySelector("textarea");
  if (!(form instanceof HTMLFormElement) || !field) return;
  const key = `frontdesk_draft_${inbox.talk}`;
  field.value = sessionStorage.getItem(key) ?? field.value;
  let tells = 0;
  field.addEventListener("input", () => {
    sessionStorage.setItem(key, field.value);
    if (Date.now() - tells > 3000) {
      tells = Date.now();
      inbox.tellTyping(true);
    }
  });
  const fresh = () => {
    field.value = "";
    sessionStorage.removeItem(key);
    const id = form.querySelector("[name=client_id]");
    if (id instanceof HTMLInputElement) id.value = crypto.randomUUID().slice(0, 20);
    inbox.tellTyping(false);
    tells = 0;
  };
  form.addEventListener("submit", (event) => {
    const text = field.value.trim();
    const isNote = event.submitter instanceof HTMLButtonElement && event.submitter.formAction.endsWith("/note");
    if (form.dataset.plain !== undefined || !text) return;
    event.preventDefault();
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    const plain = async () => {
      const action = isNote ? form.dataset.noteAction ?? form.action : form.action;
      try {
        const answer = await fetch(action, { method: "POST", body, redirect: "manual" });
        if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error(String(answer.status));
        inbox.soon();
      } catch {
        // What was written comes back, under its own id: it may have arrived.
        if (!field.value) field.value = text;
        inbox.refuse("It was not sent: the server does not answer. It is still here; try again.");
      }
    };
    const id = body.get("client_id") ?? "";
    if (!isNote && inbox.isOpen()) inbox.say(id, text, () => void plain());
    else void plain();
    fresh();
    field.focus();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    const closes = event.ctrlKey || event.metaKey;
    form.requestSubmit(form.querySelector("button.primary"));
    const close = document.querySelector('[data-moves] [value="close"]');
    if (closes && close instanceof HTMLElement) setTimeout(() => close.click(), 300);
  });
  prepareCanned(form, field, inbox);
  prepareAnswers(form, field);
}

/** R joins, where somebody can be joined. */
function listenForJoin() {
  document.addEventListener("keydown", (event) => {
    const at = event.target;
    const isTyping = at instanceof HTMLElement && (at.isContentEditable || at.matches("input, textarea, select"));
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    if (document.body.dataset.keys === "off" || event.key.toLowerCase() !== "r") return;
    const join = document.querySelector('[data-moves] [value="claim"]');
    if (join instanceof HTMLElement) join.click();
    else document.querySelector("textarea")?.focus();
  });
}

export function prepareInbox() {
  const page = main();
  if (!page || !page.dataset.bot || !("WebSocket" in globalThis)) return;
  const inbox = new Inbox(page);
  prepareBell();
  prepareComposer(inbox);
  listenForJoin();
}
