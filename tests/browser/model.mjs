// An answer that a model words: it grows in one bubble, is said once when it is whole, and a pulled plug changes the wording
// alone. The owner sees on a page of its own what was used, and may ask the model whether it is there.
import { check } from "./lib.mjs";
import { same, signIn, widget } from "./widget.mjs";

const EMBEDDED = /Standard delivery is £3.50/;

export default async function (stage) {
  const page = await stage.open("/");
  const w = widget(page);
  await w.open();
  await tell("hold");
  await w.say("How long does delivery take?");
  const draft = w.log.locator(".line.draft");
  await draft.waitFor();
  same(await draft.locator(".bubble").innerText(), "It comes word", "whole words, and stars are bold");
  same(await w.log.locator(".line.typing").count(), 0, "dots beside the words");
  same(await draft.locator(".bubble").getAttribute("aria-hidden"), "true", "read out before it is whole");
  same(await w.log.getAttribute("aria-live"), "polite", "the log");
  await stage.axe(page, { within: "frontdesk-chat" });
  await stage.shot?.(page, "widget-draft");
  await tell("go_on");
  await w.log.locator(".line.bot:not(.draft) .bubble", { hasText: "It comes word by word." }).waitFor();
  same(await draft.count(), 0, "the draft beside its message");
  same(await w.log.getByText("It comes word by word.").count(), 1, "said once");

  await tell("stall");
  await w.say("How much is delivery?");
  await draft.waitFor();
  await draft.waitFor({ state: "detached" });
  await w.log.getByText(EMBEDDED).last().waitFor();
  check(!(await w.log.innerText()).includes("It begins"), "what began is gone");

  const desk = await stage.open("/login");
  await signIn(desk, "/settings/model");
  await desk.getByRole("heading", { name: "Model", level: 1 }).waitFor();
  await desk.getByText("1 of 2 requests").waitFor();
  await desk.getByText("It did not answer in time.").waitFor();
  await stage.axe(desk);
  await desk.getByRole("button", { name: "Test the model" }).click();
  await desk.getByText(/It answers, after/).waitFor();
  await stage.axe(desk);
  await stage.shot?.(desk, "settings-model");
  const notes = desk.getByRole("checkbox", { name: "Details and summaries" });
  await notes.uncheck();
  await desk.getByRole("button", { name: "Save", exact: true }).click();
  await desk.getByText("Saved", { exact: true }).waitFor();
  check(!(await notes.isChecked()), "it stays off");
  check(await desk.getByRole("checkbox", { name: "Replies" }).isChecked(), "the others stay on");
}

async function tell(what) {
  const answer = await fetch(`${process.env.CONTROL}/${what}`, { method: "POST" });
  check(answer.ok, `${what}: ${answer.status}`);
}
