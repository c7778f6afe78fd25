// The product's main job on the demo, as a new user walks it: from the shop's page to the thread in the mailbox.
import { check } from "./lib.mjs";
import { kept, listen, mailsAre, same, signIn, widget } from "./widget.mjs";

export default async function (stage) {
  const context = await stage.visitor();
  const page = await context.newPage();
  const heard = listen(page);
  await page.goto("/", { waitUntil: "networkidle" });
  const w = widget(page);
  await w.teaser.waitFor();
  same(heard.requests.filter((path) => /widget|^\/ws/.test(path)), ["/widget.js", "/api/widget/demo-shop"], "asked before the act");
  same(heard.sockets, [], "sockets before the act");
  same(await kept(page), { cookies: 0, local: 0, session: 0 }, "kept before the act");
  await stage.shot(page, "main-01-teaser");

  await w.open();
  same(await kept(page), { cookies: 0, local: 0, session: 0 }, "kept by an open panel");
  await stage.shot(page, "main-02-greeting");
  await w.say("How long does delivery take?");
  await w.log.getByText("Source").or(w.log.locator(".source")).first().waitFor();
  await stage.shot(page, "main-03-answer");
  await w.say("I want a refund for my lantern");
  await w.form.waitFor();
  await stage.shot(page, "main-04-form");
  await fill(w.form, { Name: "Ada Grove", Email: "ada@example", "Order number": "LL-20418" });
  await w.form.getByRole("button", { name: "Send details" }).click();
  const email = w.form.getByLabel("Email");
  await w.form.getByText("Enter a full email address, like name@example.com").waitFor();
  same(await email.getAttribute("aria-invalid"), "true", "the field is marked");
  check(await email.evaluate((input) => input.getRootNode().activeElement === input), "the wrong field has the focus");
  await stage.shot(page, "main-05-form-error");
  await email.fill("ada@example.org");
  await tick(w.form);
  await w.form.getByRole("button", { name: "Send details" }).click();
  await w.receipt.waitFor();
  await w.hears(/Thank you, Ada/);
  same(await w.form.count(), 0, "forms after the first was sent");
  await stage.shot(page, "main-06-receipt");

  await w.say("I'd like to talk to someone");
  await w.form.waitFor();
  await stage.shot(page, "main-07-second-form");
  same(await w.form.getByLabel("Email").inputValue(), "ada@example.org", "what is known is filled in");
  const phone = w.form.getByLabel(/Phone/);
  if (await phone.count()) await phone.fill("07700 900123");
  await tick(w.form);
  await w.form.getByRole("button", { name: "Send details" }).click();
  await w.receipt.nth(1).waitFor();
  await w.hears(/added this/);
  const before = await texts(w);
  await page.reload();
  await w.panel.waitFor();
  await w.receipt.nth(1).waitFor();
  same(await texts(w), before, "the conversation after a reload");
  await stage.shot(page, "main-08-reloaded");

  // A page of its own: the owner is somebody else.
  const desk = await (await stage.visitor()).newPage();
  await signIn(desk);
  const row = desk.locator(".row").first();
  await row.getByRole("link", { name: "Ada Grove" }).waitFor();
  await row.getByText("Agent request").waitFor();
  await row.locator(".new-chip").waitFor();
  await stage.shot(desk, "main-09-leads");
  await row.getByRole("link", { name: "Ada Grove" }).click();
  const panel = desk.locator(".panel");
  await panel.getByRole("heading", { name: /Ada Grove/ }).waitFor();
  const badges = await panel.locator(".lead-line .badges .tag").allInnerTexts();
  check(badges.includes("Refund request") && badges.includes("Agent request"), `tags of the lead: ${badges}`);
  same(await panel.locator(".follow-up").count(), 1, "follow-ups");
  await panel.locator(".follow-up").getByText("Agent request").waitFor();
  await said(panel, "How long does delivery take?");
  await said(panel, "I want a refund for my lantern");
  await said(panel, "I'd like to talk to someone");
  const colours = await panel.locator(".said-text").evaluateAll((all) => [...new Set(all.map((one) => getComputedStyle(one).backgroundColor))]);
  same(colours.length, 2, "colours of the transcript");
  await stage.shot(desk, "main-10-lead");

  await mailsAre(desk, "Ada Grove", 2);
  await desk.locator("details.mail[open] iframe").last().contentFrame().getByText("Ada Grove").filter({ visible: true }).first().waitFor();
  await stage.shot(desk, "main-11-mailbox");
}

async function fill(form, values) {
  for (const [label, value] of Object.entries(values)) await form.getByLabel(label).fill(value);
}

async function tick(form) {
  for (const box of await form.getByRole("checkbox").all()) await box.check();
}

async function said(panel, words) {
  await panel.locator(".said.visitor, .said").getByText(words, { exact: true }).first().waitFor();
}

async function texts(w) {
  return (await w.log.locator(".line").allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
}
