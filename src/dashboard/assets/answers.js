// @ts-check
/*
 * Answers out of the bot's knowledge, above the reply: the button or a question mark at the start opens them, by the visitor's
 * last question or by what is typed. What is chosen stands in the draft then. Without this file the search loads the page.
 */

/** The shortest time between two keys that is not a pause. */
const PAUSE = 250;
const SIGN = "?";

/**
 * @param {HTMLFormElement} composer
 * @param {HTMLTextAreaElement} field
 */
export function prepareAnswers(composer, field) {
  const box = document.querySelector("[data-answers]");
  const search = box?.querySelector("form");
  const words = box?.querySelector("[name=answers]");
  const found = box?.querySelector("[data-answers-found]");
  if (!(box instanceof HTMLDetailsElement) || !search || !(words instanceof HTMLInputElement) || !found) return;
  let asked = 0;
  let timer = 0;
  let isTyped = false;

  const rows = () => /** @type {HTMLElement[]} */ ([...found.querySelectorAll("[data-insert]")]);

  /** Without words of their own, it is the visitor's last question that is looked for. */
  const look = async () => {
    clearTimeout(timer);
    const mine = ++asked;
    const query = new URLSearchParams({ answers: isTyped ? words.value : "" });
    try {
      const answer = await fetch(`${search.getAttribute("action")}?${query}`, { headers: { accept: "text/html" } });
      if (!answer.ok || answer.redirected || mine !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const [fresh, theirs] = [page.querySelector("[data-answers-found]"), page.querySelector("[data-answers] [name=answers]")];
      if (!fresh) return;
      found.replaceChildren(...fresh.childNodes);
      if (!isTyped && theirs instanceof HTMLInputElement) {
        words.value = theirs.value;
        if (document.activeElement === words) words.select();
      }
    } catch {
      // The next key, or the button, tries again.
    }
  };

  const close = () => {
    box.open = false;
    field.focus();
  };

  /** @param {string} text */
  const insert = (text) => {
    if (field.value === SIGN) field.value = "";
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  };

  box.addEventListener("toggle", () => {
    if (!box.open) return;
    isTyped = false;
    words.focus();
    words.select();
    void look();
  });
  field.addEventListener("input", () => {
    if (field.value === SIGN) box.open = true;
  });
  words.addEventListener("input", () => {
    isTyped = true;
    clearTimeout(timer);
    timer = setTimeout(() => void look(), PAUSE);
  });
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    isTyped = true;
    void look();
  });
  found.addEventListener("click", (event) => {
    const row = event.target instanceof Element ? event.target.closest("[data-insert]") : null;
    if (!(row instanceof HTMLElement) || (event instanceof MouseEvent && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    insert(row.dataset.insert ?? "");
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const all = rows();
    const at = all.findIndex((row) => row === document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    if (all.length === 0 || at >= all.length) return;
    event.preventDefault();
    (at < 0 ? words : all[at])?.focus();
  });
  // Closed meanwhile, there is nothing to answer.
  document.addEventListener("inbox:put", () => {
    box.hidden = composer.hidden;
  });
}
