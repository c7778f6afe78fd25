// @ts-check
/* Files and tasks: a file too large is told before it is sent, and a task's progress moves by itself. */

/** A file that the server would refuse is refused here, before it travels. */
export function prepareFile() {
  const input = document.querySelector("input[data-largest]");
  if (!(input instanceof HTMLInputElement)) return;
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    const isLarge = file !== undefined && file.size > Number(input.dataset.largest);
    input.setCustomValidity(isLarge ? "This file is too large: split it" : "");
    if (isLarge) input.reportValidity();
  });
}

/** The part of the page that tells of a task is drawn anew whenever the server says that it moved. */
export function prepareTask() {
  const task = document.querySelector("[data-task][data-events]");
  if (!(task instanceof HTMLElement) || !task.dataset.events) return;
  const source = new EventSource(task.dataset.events);
  let isDrawing = false;
  let isAgain = false;
  const draw = async () => {
    if (isDrawing) {
      isAgain = true;
      return;
    }
    isDrawing = true;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-task]");
      if (!(fresh instanceof HTMLElement)) return;
      const had = document.activeElement instanceof HTMLElement && task.contains(document.activeElement);
      task.replaceChildren(...fresh.childNodes);
      if (had) document.getElementById("main")?.focus();
      if (!fresh.dataset.events) source.close();
    } catch {
      // The line is down: the next event draws it.
    } finally {
      isDrawing = false;
      if (isAgain) {
        isAgain = false;
        draw();
      }
    }
  };
  source.addEventListener("moved", draw);
  // What moved while nobody listened, at first and after a lost line.
  source.addEventListener("open", draw);
  addEventListener("pagehide", () => source.close());
}
