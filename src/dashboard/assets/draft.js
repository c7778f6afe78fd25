// @ts-check
/*
 * Settings that are edited as a draft (a pipeline, a form), without reloads: buttons that change the draft draw it in place,
 * the preview follows what is typed, rows can be dragged, and a running change shows how far it is. Without this file the
 * same buttons load the page anew.
 */

/** @returns {HTMLElement | null} */
const page = () => document.querySelector("[data-draft]");

/** @param {HTMLFormElement} form @param {string} act */
async function asked(form, act) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  body.set("do", act);
  // What is unfolded stays so: the server draws it, since rows may have moved.
  for (const part of form.querySelectorAll("details[data-open][open]")) {
    if (part instanceof HTMLElement && part.dataset.open) body.set(part.dataset.open, "on");
  }
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", headers: { accept: "text/html" } });
  if (answer.type === "opaqueredirect" || answer.status === 401) return null;
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
  return /** @type {HTMLElement | null} */ (drawn.querySelector("[data-draft]"));
}

/** Where the focus goes when the button that was pressed is drawn anew. @param {string} act */
function places(act) {
  const [word, first] = act.split(".");
  const at = Number(first);
  switch (word) {
    case "up":
      return [`[value="up.${at - 1}"]:enabled`, `[value="down.${at - 1}"]`];
    case "down":
      return [`[value="down.${at + 1}"]:enabled`, `[value="up.${at + 1}"]`];
    case "remove":
      return [`[value="remove.${at}"]`, `[value="remove.${at - 1}"]`, '[value="add"]'];
    case "add":
      return ["[data-stage]:last-child [id^='label-']", "[data-stage]:last-child input:not([type=hidden])"];
    case "unspeak":
      return ['[value="speak"]'];
    case "own":
      return ["[data-stage] input:not([type=hidden])"];
    case "save":
      return ['[aria-invalid="true"]', "#map-title", '[role="alert"]'];
    default:
      return [`[name="do"][value="${CSS.escape(act)}"]`, '[aria-pressed="true"]'];
  }
}

/** @param {HTMLFormElement} form @param {string} act */
async function draw(form, act) {
  const old = page();
  const fresh = await asked(form, act).catch(() => undefined);
  if (!old || !fresh) {
    // Saved, signed out, or no network: the browser's own way tells which.
    const button = form.querySelector(`[name="do"][value="${CSS.escape(act)}"]`);
    form.dataset.plain = "";
    form.requestSubmit(button instanceof HTMLElement ? button : null);
    return;
  }
  const at = document.activeElement?.id;
  old.replaceWith(document.adoptNode(fresh));
  const target = places(act).map((place) => fresh.querySelector(place)).find((found) => found);
  const kept = target ?? (at ? document.getElementById(at) : null);
  if (kept instanceof HTMLElement) kept.focus();
}

/** What changes the draft is drawn here; what saves goes the browser's way. */
function listen() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.closest("[data-draft]") || "plain" in form.dataset) return;
    const button = event.submitter;
    const act = button instanceof HTMLButtonElement ? button.value : "save";
    if (act === "save" || act === "apply") return;
    event.preventDefault();
    void draw(form, act);
  });
  // A draft that is not whole may still be changed: only saving asks for every field.
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-draft] [name=do]") : null;
    if (button instanceof HTMLButtonElement && button.form) button.form.noValidate = button.value !== "save";
  });
}

/** Another type of field has other settings. */
function redraw() {
  document.addEventListener("change", (event) => {
    const choice = event.target;
    if (choice instanceof HTMLSelectElement && choice.matches("[data-draft] [data-redraw]") && choice.form) {
      void draw(choice.form, "look");
    }
  });
}

/** The preview and the bar follow what is typed. */
function follow() {
  let timer = 0;
  let asking = 0;
  document.addEventListener("input", (event) => {
    const form = event.target instanceof Element ? event.target.closest("form") : null;
    const here = page();
    if (!here || !form || !here.contains(form)) return;
    here.dataset.changed = "";
    const words = here.querySelector("[data-unsaved]");
    if (words) words.textContent = "Unsaved changes";
    clearTimeout(timer);
    const mine = ++asking;
    timer = setTimeout(async () => {
      // A form that was drawn anew meanwhile has its preview with it.
      if (!form.isConnected) return;
      const fresh = (await asked(form, "look").catch(() => null))?.querySelector("[data-preview]");
      if (fresh && mine === asking && form.isConnected) page()?.querySelector("[data-preview]")?.replaceWith(document.adoptNode(fresh));
    }, 250);
  });
}

/** A row is dragged by its handle; the keyboard has the buttons beside it. */
function drag() {
  /** @type {HTMLElement | null} */
  let dragged = null;
  /** @param {EventTarget | null} target @returns {HTMLElement | null} */
  const stage = (target) => (target instanceof Element ? target.closest("[data-stage]") : null);
  const leave = () => document.querySelectorAll(".is-over").forEach((one) => one.classList.remove("is-over"));
  document.addEventListener("pointerdown", (event) => {
    const row = stage(event.target);
    const byHandle = event.target instanceof Element && event.target.closest("[data-handle]");
    if (row) row.draggable = Boolean(byHandle);
  });
  document.addEventListener("dragstart", (event) => {
    dragged = stage(event.target);
    dragged?.classList.add("is-dragged");
    event.dataTransfer?.setData("text/plain", "");
  });
  document.addEventListener("dragover", (event) => {
    const over = stage(event.target);
    if (!dragged || !over) return;
    event.preventDefault();
    leave();
    over.classList.add("is-over");
  });
  document.addEventListener("drop", (event) => {
    const [from, to] = [dragged?.dataset.stage, stage(event.target)?.dataset.stage];
    const form = dragged?.closest("form");
    if (!form || from === undefined || to === undefined) return;
    event.preventDefault();
    if (from !== to) void draw(form, `place.${from}.${to}`);
  });
  document.addEventListener("dragend", () => {
    leave();
    dragged?.classList.remove("is-dragged");
    dragged = null;
  });
}

/** How far a running change is, until it is done. */
async function watch() {
  while (document.querySelector("[data-running]")) {
    await new Promise((done) => setTimeout(done, 1000));
    const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) continue;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-running]");
    const here = document.querySelector("[data-running]");
    if (fresh) here?.replaceWith(document.adoptNode(fresh));
    else here?.remove();
  }
}

export function prepareDraft() {
  if (!page()) return;
  listen();
  follow();
  redraw();
  drag();
  void watch();
}
