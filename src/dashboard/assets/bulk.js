// @ts-check
/* Many leads at once: the bar counts what is checked. Checking, choosing and sending work without this. */

/** @returns {HTMLInputElement[]} */
const boxes = () => /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("[data-check]")]);

export function count() {
  const bar = document.querySelector("[data-bulk]");
  if (!bar) return;
  const all = boxes();
  const checked = all.filter((box) => box.checked);
  const everything = bar.querySelector("[data-bulk-all]");
  const isAll = everything instanceof HTMLInputElement && everything.checked;
  const words = bar.querySelector("[data-bulk-count]");
  const text = isAll ? "All that match" : `${checked.length} checked`;
  if (words && words.textContent !== text) words.textContent = text;
  for (const head of document.querySelectorAll("[data-check-all]")) {
    if (!(head instanceof HTMLInputElement)) continue;
    head.hidden = false;
    head.checked = checked.length > 0 && checked.length === all.length;
    head.indeterminate = checked.length > 0 && checked.length < all.length;
  }
  const link = bar.querySelector("[data-bulk-export]");
  if (link instanceof HTMLAnchorElement) {
    const to = new URL(link.href);
    to.searchParams.delete("id");
    if (!isAll) for (const box of checked) to.searchParams.append("id", box.value);
    link.href = to.href;
    const label = link.querySelector("span");
    if (label) label.textContent = isAll || checked.length === 0 ? "Export all that match" : "Export";
  }
}

export function prepareBulk() {
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement)) return;
    if (box.matches("[data-check-all]")) for (const one of boxes()) one.checked = box.checked;
    if (box.matches("[data-check-all], [data-check], [data-bulk-all]")) count();
  });
  // After the fields are as they were.
  document.addEventListener("reset", () => setTimeout(count));
  document.addEventListener("list:put", count);
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || !(field instanceof HTMLInputElement) || !field.matches("[data-bulk] [name=reason]")) return;
    event.preventDefault();
    const button = field.closest(".reason-form")?.querySelector("button");
    if (button instanceof HTMLButtonElement) button.click();
  });
  count();
}
