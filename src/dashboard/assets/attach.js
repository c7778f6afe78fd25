// @ts-check
/*
 * An agent's files: chosen, pasted or dropped, they go at once, and one sees how far they are. Without this file the form is
 * sent as it is.
 */

/** What is told when the server says no without words. */
const FAILED = "It was not sent. Try again.";

export function prepareAttach() {
  const form = document.querySelector("[data-attach]");
  const field = form?.querySelector("input[type=file]");
  const going = form?.querySelector("[data-going]");
  const button = form?.querySelector("button");
  if (!(form instanceof HTMLFormElement) || !(field instanceof HTMLInputElement) || !going || !button) return;
  const largest = Number(field.dataset.largest);
  field.multiple = true;
  button.hidden = true;
  // What the field says stands in its label from here on, and what is chosen goes at once.
  form.classList.add("is-live");

  /** @param {Iterable<File>} files */
  const send = (files) => {
    for (const file of files) rise(file);
  };

  /** @param {File} file */
  function rise(file) {
    const id = crypto.randomUUID().slice(0, 20);
    const line = document.createElement("li");
    going?.append(line);
    if (file.size === 0) refuse("This file is empty.");
    else if (file.size > largest) refuse(`A file may have at most ${Math.floor(largest / 1_048_576)} MB.`);
    else start();

    /** @param {string} words @param {boolean} [isPassing] */
    function refuse(words, isPassing = false) {
      const [told, again, drop] = [document.createElement("span"), small("Try again", start), small("Dismiss", end)];
      told.className = "is-refused";
      told.setAttribute("role", "alert");
      told.textContent = `${file.name}: ${words}`;
      line.replaceChildren(told, ...(isPassing ? [again] : []), drop);
    }

    function end() {
      const hadFocus = line.matches(":focus-within");
      line.remove();
      if (hadFocus) field?.focus();
    }

    function start() {
      const [name, bar, request] = [document.createElement("span"), document.createElement("progress"), new XMLHttpRequest()];
      name.textContent = `Sending ${file.name}`;
      bar.max = 1;
      bar.value = 0;
      bar.setAttribute("aria-label", `Sending ${file.name}`);
      line.replaceChildren(name, bar, small("Cancel", () => {
        request.abort();
        end();
      }));
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) bar.value = event.loaded / event.total;
      });
      request.addEventListener("error", () => refuse(FAILED, true));
      request.addEventListener("load", () => {
        // The way back is the page: whoever is sent there was heard.
        if (request.status >= 200 && request.status < 300) return end();
        refuse(why(request.responseText), request.status >= 500 || request.status === 429);
      });
      const body = new FormData();
      for (const one of ["csrf", "next", "client_id"]) {
        const given = /** @type {HTMLInputElement} */ (/** @type {HTMLFormElement} */ (form).elements.namedItem(one)).value;
        body.append(one, one === "client_id" ? id : given);
      }
      body.append("file", file, file.name || "file");
      request.open("POST", /** @type {HTMLFormElement} */ (form).action);
      request.setRequestHeader("accept", "application/json");
      request.send(body);
    }
  }

  field.addEventListener("change", () => {
    send(field.files ?? []);
    field.value = "";
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("inbox:put", () => {
    const composer = document.querySelector("[data-composer]");
    if (composer instanceof HTMLElement) form.hidden = composer.hidden;
  });
  const talk = form.closest(".inbox-talk");
  if (!(talk instanceof HTMLElement)) return;
  talk.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || form.hidden) return;
    event.preventDefault();
    send(files);
  });
  talk.addEventListener("dragover", (event) => {
    if (form.hidden || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    talk.classList.add("is-over");
  });
  talk.addEventListener("dragleave", (event) => {
    if (!(event.relatedTarget instanceof Node && talk.contains(event.relatedTarget))) talk.classList.remove("is-over");
  });
  talk.addEventListener("drop", (event) => {
    talk.classList.remove("is-over");
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0 || form.hidden) return;
    event.preventDefault();
    send(files);
  });
}

/** @param {string} words @param {() => void} act */
function small(words, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button ghost";
  button.textContent = words;
  button.addEventListener("click", act);
  return button;
}

/** The server's own words about the file. @param {string} text */
function why(text) {
  try {
    const told = JSON.parse(text);
    return `${told.errors?.[0]?.message ?? told.title ?? FAILED}.`.replace(/\.\.$/, ".");
  } catch {
    return FAILED;
  }
}
