// What an agent has beside the words: what the visitor types before it is sent, disclosed to them, and answers out of the
// knowledge; then the pages behind the links of an e-mail. In light, dark and on a phone; without a script where one can do without.
import { check } from "./lib.mjs";
import { mailsAre, same, send, signIn, widget } from "./widget.mjs";

const INBOX = "/inbox?bot=demo-shop";
const DISCLOSED = "The team can see what you type before you send it.";
const WIDE = { viewport: { width: 1440, height: 900 } };

export default async function (stage) {
  const agent = await (await stage.visitor(WIDE)).newPage();
  await signIn(agent, "/settings/hours?bot=demo-shop");
  await agent.getByLabel("Agents see what a visitor writes before it is sent").check();
  await agent.getByRole("button", { name: "Save hours" }).last().click();
  await agent.getByRole("status").getByText("Saved").waitFor();
  // Whoever is mailed and is of the team has links in the mail.
  await agent.goto("/settings/notifications?bot=demo-shop");
  for (const area of await agent.locator("main textarea").all()) await area.fill("");
  await agent.getByLabel("Addresses").fill(process.env.LOGIN_EMAIL);
  await agent.getByRole("button", { name: "Save" }).last().click();
  await agent.goto(INBOX);
  await agent.locator("html[data-listens]").waitFor();
  const page = await (await stage.visitor({ phone: true })).newPage();
  await page.goto("/");
  const w = widget(page);
  await w.open();
  await readsAlong(stage, agent, page, w);
  await answers(stage, agent, w);
  await plain(stage, agent);
  await looks(stage, agent.url());
  await links(stage, agent);
}

/** Nothing is told or disclosed before somebody is in; from then on both. */
async function readsAlong(stage, agent, page, w) {
  await w.say("Can I talk to a person please?");
  await w.form.waitFor();
  await send(w, { Name: "Ada Grove", Email: "ada@example.org" });
  await w.log.getByText("We have rung the").first().waitFor();
  check(!(await w.panel.getByText(DISCLOSED).isVisible()), "nothing is disclosed while nobody is in");
  await agent.locator(".talk", { hasText: "Ada Grove" }).click();
  await agent.getByRole("heading", { level: 1, name: "Ada Grove" }).waitFor();
  await agent.locator("html[data-listens]").waitFor();
  await agent.getByRole("button", { name: "Join" }).click();
  await w.log.getByText(/joined/).waitFor();
  await w.panel.getByText(DISCLOSED).waitFor();
  await w.composer.pressSequentially("My lantern came with a cracked gl");
  const typing = agent.locator("[data-typing]");
  await typing.getByText("My lantern came with a cracked gl").waitFor();
  same(await typing.innerText(), "Ada Grove is typing: My lantern came with a cracked gl", "what the agent reads");
  await stage.axe(page);
  await stage.shot(page, "live-01-disclosed-phone");
  await stage.axe(agent);
  await stage.shot(agent, "live-02-read-along");
  await w.composer.fill("How long does delivery take?");
  await w.composer.press("Enter");
  await agent.locator("[data-log]").getByText("How long does delivery take?").waitFor();
  await typing.waitFor({ state: "hidden" });
  same(await w.composer.getAttribute("aria-describedby"), "fd-ahead", "the field says so too");
}

/** A question mark opens them by the visitor's last question; what is chosen stands in the reply and is not sent. */
async function answers(stage, agent, w) {
  const reply = agent.getByLabel(/^Reply to/);
  await reply.press("?");
  const words = agent.getByLabel("Look for an answer to");
  await agent.locator("[data-insert]").first().waitFor();
  same(await words.inputValue(), "How long does delivery take?", "what is looked for");
  check(await words.evaluate((one) => one === document.activeElement), "the search has the focus");
  await stage.axe(agent);
  check(await agent.getByRole("button", { name: "Send", exact: true }).evaluate((one) => one.getBoundingClientRect().bottom <= innerHeight), "the reply stays in sight");
  await stage.shot(agent, "live-03-answers");
  const first = agent.locator("[data-insert]").first();
  const text = await first.getAttribute("data-insert");
  await words.press("ArrowDown");
  check(await first.evaluate((one) => one === document.activeElement), "an arrow leads to the first");
  await agent.keyboard.press("Enter");
  same(await reply.inputValue(), text, "the reply");
  check(await reply.evaluate((one) => one === document.activeElement), "the reply has the focus again");
  same(await w.log.getByText(text.split("\n")[0]).count(), 0, "nothing is sent by it");
  // Behind what is written already, where the cursor stands.
  await reply.fill("Hello Ada. ");
  await agent.locator("[data-answers] > summary").click();
  await agent.locator("[data-insert]").first().click();
  same(await reply.inputValue(), `Hello Ada. ${text}`, "the reply with both");
  await reply.fill("");
  await agent.locator("[data-answers] > summary").click();
  await words.fill("zeppelin moorings");
  await agent.getByText("The knowledge has no answer to this.").waitFor();
  await stage.axe(agent);
  await stage.shot(agent, "live-04-no-answer");
  await agent.keyboard.press("Escape");
  check(!(await words.isVisible()), "Escape closes them");
}

/** The same by links and a button. */
async function plain(stage, agent) {
  const page = await (await stage.visitor({ ...WIDE, javaScriptEnabled: false })).newPage();
  await signIn(page, new URL(agent.url()).pathname);
  await page.locator("[data-answers] > summary").click();
  await page.getByRole("button", { name: "Search" }).click();
  await page.locator(".answer-row").first().click();
  check((await page.getByLabel(/^Reply to/).inputValue()).length > 10, "the answer stands in the reply");
}

/** Open in the dark and on a phone. */
async function looks(stage, at) {
  for (const [name, settings] of Object.entries({ dark: { ...WIDE, dark: true }, phone: { phone: true } })) {
    const page = await (await stage.visitor(settings)).newPage();
    await signIn(page, `${new URL(at).pathname}?answers=delivery`);
    await page.locator(".answer-row").first().waitFor();
    await stage.axe(page);
    await stage.shot(page, `live-answers-${name}`, { fullPage: true });
  }
}

/** The pages behind a mail's links: what they ask, what they say when it is done, and for a link that is none. */
async function links(stage, agent) {
  stage.expect(/status of 404/);
  await mailsAre(agent, "Ada Grove", 1);
  await agent.getByRole("link", { name: "Plain text" }).first().click();
  const text = await agent.locator("main").innerText();
  const take = /\/answer\/take\.[^\s]+/.exec(text)?.[0];
  const handled = /\/answer\/handled\.[^\s]+/.exec(text)?.[0];
  check(Boolean(take && handled), `the mail has its links: ${text}`);
  for (const [name, settings] of Object.entries({ light: WIDE, dark: { ...WIDE, dark: true }, phone: { phone: true } })) {
    const page = await (await stage.visitor(settings)).newPage();
    await page.goto(take);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await stage.axe(page);
    await stage.shot(page, `live-link-asks-${name}`);
    await page.goto(handled);
    // Done once, it is done.
    if ((await page.getByRole("button").count()) > 0) await page.getByRole("button").click();
    await stage.axe(page);
    await stage.shot(page, `live-link-done-${name}`);
    await page.goto("/answer/none");
    await stage.axe(page);
    await stage.shot(page, `live-link-none-${name}`);
    await page.close();
  }
}
