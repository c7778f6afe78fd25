// @ts-check
/* Canned replies: a slash at the start of the reply opens them above it; what is typed narrows them. */

/** @typedef {{ shortcut: string, title?: string, text: string }} Canned */

/**
 * @param {HTMLFormElement} form
 * @param {HTMLTextAreaElement} field
 * @param {{ bot: string, talk: string }} inbox
 */
export function prepareCanned(form, field, inbox) {
  const box = form.querySelector("[data-canned]");
  if (!(box instanceof HTMLElement)) return;
  /** @type {Canned[]} */
  let found = [];
  let at = 0;
  let asked = 0;
  box.id = "canned";
  field.setAttribute("aria-controls", box.id);

  const close = () => {
    found = [];
    box.hidden = true;
    field.removeAttribute("aria-activedescendant");
  };

  /** @param {Canned | undefined} one */
  const insert = (one) => {
    if (!one) return;
    field.value = one.text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    field.focus();
  };

  const draw = () => {
    box.replaceChildren(...found.map((one, place) => {
      const row = document.createElement("button");
      row.type = "button";
      row.id = `canned-${place}`;
      row.className = "canned-row";
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(place === at));
      const [name, text] = [document.createElement("b"), document.createElement("span")];
      name.textContent = `/${one.shortcut}`;
      text.textContent = one.text;
      row.append(name, text);
      row.addEventListener("mousedown", (event) => event.preventDefault());
      row.addEventListener("click", () => insert(one));
      return row;
    }));
    box.setAttribute("role", "listbox");
    box.setAttribute("aria-label", "Canned replies");
    box.hidden = found.length === 0;
    if (found.length > 0) field.setAttribute("aria-activedescendant", `canned-${at}`);
  };

  field.addEventListener("input", async () => {
    const words = /^\/([\p{L}\p{N}_-]*)$/u.exec(field.value);
    if (!words) {
      close();
      return;
    }
    const mine = ++asked;
    const query = new URLSearchParams({ bot: inbox.bot, conversation: inbox.talk, q: words[1] ?? "" });
    try {
      const answer = await fetch(`/inbox/canned?${query}`, { headers: { accept: "application/json" } });
      if (!answer.ok || mine !== asked) return;
      const told = await answer.json();
      found = (Array.isArray(told) ? told : (told.replies ?? [])).slice(0, 8);
      at = 0;
      draw();
    } catch {
      close();
    }
  });

  field.addEventListener("keydown", (event) => {
    if (box.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
      draw();
    } else if (event.key === "Enter" || event.key === "Tab") {
      event.preventDefault();
      insert(found[at]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  }, { capture: true });
  field.addEventListener("blur", () => setTimeout(close, 150));
}
