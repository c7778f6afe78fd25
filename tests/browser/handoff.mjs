// Two people, two browsers: a visitor asks for a person, an agent takes the conversation in the Inbox, they talk, it is noted,
// handed back and closed, and the visitor says how it was. Axe looks at each state, in both themes and on a phone.
import { check } from "./lib.mjs";
import { same, send, signIn, widget } from "./widget.mjs";

export default async function (stage) {
  const agent = await (await stage.visitor({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(agent, "/inbox?bot=demo-shop");
  await agent.locator("html[data-listens]").waitFor();
  const page = await (await stage.visitor()).newPage();
  await page.goto("/");
  const w = widget(page);
  await w.open();
  await rings(stage, agent, page, w);
  await talks(stage, agent, w);
  await reloads(agent, page, w);
  await ends(stage, agent, w);
  await looks(stage, agent);
}

/** She leaves her details; it rings, and she sees her place in line. */
async function rings(stage, agent, page, w) {
  await w.say("Can I talk to a person please?");
  await w.form.waitFor();
  await send(w, { Name: "Ada Grove", Email: "ada@example.org" });
  await w.log.getByText("We have rung the").first().waitFor();
  await w.log.getByText("You are next.").waitFor();
  await stage.axe(page);
  await stage.shot(page, "handoff-01-waiting");
  const row = agent.locator(".talk", { hasText: "Ada Grove" });
  await row.waitFor();
  check(await agent.getByRole("heading", { name: "Waiting for a person" }).isVisible(), "she stands among those who wait");
  await agent.locator(".nav .count-waiting, .nav a[href^='/inbox'] .count").first().waitFor();
  await stage.axe(agent);
  await stage.shot(agent, "handoff-02-rings");
  await row.click();
  await agent.getByRole("heading", { level: 1, name: "Ada Grove" }).waitFor();
  await stage.shot(agent, "handoff-03-open");
  await agent.keyboard.press("r");
  await agent.getByRole("button", { name: "Hand back" }).waitFor();
}

/** Words go both ways as they are written; a note is the team's alone. */
async function talks(stage, agent, w) {
  await w.log.getByText(/joined/).waitFor();
  await agent.locator("html[data-listens]").waitFor();
  await agent.getByLabel(/^Reply to/).fill("Hello Ada, how can I help?");
  await agent.getByLabel(/^Reply to/).press("Enter");
  await w.hears("Hello Ada, how can I help?");
  await w.say("My lantern came with a cracked glass");
  await agent.locator("[data-log]").getByText("My lantern came with a cracked glass").waitFor();
  await agent.getByLabel(/^Reply to/).fill("Second one this month, ask the packers");
  await agent.getByRole("button", { name: "Save as internal note" }).click();
  await agent.locator(".remark", { hasText: "ask the packers" }).waitFor();
  same(await w.log.getByText("ask the packers").count(), 0, "notes that the visitor sees");
  await stage.axe(agent);
  await stage.shot(agent, "handoff-04-talk");
}

/** Either browser may be loaded again at any moment. */
async function reloads(agent, page, w) {
  await agent.getByLabel(/^Reply to/).fill("A word that is not sent yet");
  await agent.reload();
  same(await agent.getByLabel(/^Reply to/).inputValue(), "A word that is not sent yet", "the draft after a reload");
  await agent.getByLabel(/^Reply to/).fill("");
  await page.reload();
  await w.panel.waitFor();
  await w.hears("Hello Ada, how can I help?");
  await agent.locator("html[data-listens]").waitFor();
  await w.say("Are you still there?");
  await agent.locator("[data-log]").getByText("Are you still there?").waitFor();
}

/** Handed back, the assistant answers again; closed, she is asked how it was. */
async function ends(stage, agent, w) {
  await agent.getByRole("button", { name: "Hand back" }).click();
  await w.log.getByText(/the assistant is back/).waitFor();
  await agent.getByRole("button", { name: "Close" }).click();
  await w.log.getByText("How was this chat?").waitFor();
  await stage.shot(w.panel.page(), "handoff-05-rate");
  await w.log.getByRole("button", { name: "5/5" }).click();
  await agent.getByText("Rated 5 of 5").waitFor();
  await agent.getByRole("button", { name: "Reopen" }).waitFor();
  await stage.shot(agent, "handoff-06-closed");
}

/** Each queue, in the dark and on a phone. */
async function looks(stage, agent) {
  const at = agent.url();
  for (const settings of [{ dark: true, viewport: { width: 1440, height: 900 } }, { phone: true }]) {
    const page = await (await stage.visitor(settings)).newPage();
    await signIn(page, "/inbox?bot=demo-shop");
    const name = settings.phone ? "phone" : "dark";
    for (const [what, address] of [["open", "/inbox?bot=demo-shop"], ["assistant", "/inbox?bot=demo-shop&show=assistant"], ["talk", at]]) {
      await page.goto(address);
      await stage.axe(page);
      await stage.shot(page, `handoff-${name}-${what}`, { fullPage: true });
    }
  }
}
