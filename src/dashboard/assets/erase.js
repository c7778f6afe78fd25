// @ts-check
/* The question whether to erase a lead, laid over it. Without this file its link opens a page that asks the same. */

export function listenForErase() {
  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    const opener = target.closest("a[data-opens]");
    if (opener instanceof HTMLAnchorElement) {
      const hasKey = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
      const dialog = opener.closest("[data-panel]")?.querySelector(`#${CSS.escape(opener.dataset.opens ?? "")}`);
      if (hasKey || !(dialog instanceof HTMLDialogElement)) return;
      event.preventDefault();
      for (const form of dialog.querySelectorAll("form")) check(form);
      dialog.showModal();
      return;
    }
    const dialog = target.closest("dialog.erase-box");
    // A click on the scrim is one on the dialog itself, outside of its box.
    if (dialog instanceof HTMLDialogElement && (target.closest("[data-closes]") || isOutside(dialog, event))) {
      event.preventDefault();
      dialog.close();
    }
  });
  document.addEventListener("input", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.form?.matches("dialog [data-word]")) check(event.target.form);
  });
}

/** The button waits for the word. @param {HTMLFormElement} form */
function check(form) {
  const field = form.elements.namedItem("word");
  const button = form.querySelector("button");
  if (field instanceof HTMLInputElement && button) button.disabled = field.value !== form.dataset.word;
}

/** @param {HTMLDialogElement} dialog @param {MouseEvent} event */
function isOutside(dialog, event) {
  if (event.target !== dialog) return false;
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}
