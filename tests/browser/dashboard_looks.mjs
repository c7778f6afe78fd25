// Every page of the dashboard in light, dark and at a phone's width: no fault for axe, and pictures to be looked at.
import { check } from "./lib.mjs";
import { mailsAre, send, signIn, widget } from "./widget.mjs";

const LOOKS = { light: {}, dark: { dark: true }, phone: { phone: true } };

export default async function (stage) {
  stage.expect(/status of 404/);
  const shop = await stage.open("/");
  const w = widget(shop);
  await w.open();
  await w.say("Can a heron juggle in the quarry?");
  await w.say("I want a refund for my lantern");
  await w.form.waitFor();
  await send(w, { Name: "Ada Grove", Email: "ada@example.org", "Order number": "LL-20418" });
  for (const [look, settings] of Object.entries(LOOKS)) {
    const page = await (await stage.visitor(settings)).newPage();
    const see = async (name, path) => {
      if (path) await page.goto(path);
      await stage.axe(page);
      await stage.shot(page, `page-${name}-${look}`);
      const { width, content } = await page.evaluate(() => ({ width: innerWidth, content: document.documentElement.scrollWidth }));
      check(content <= width, `${name} is ${content} px wide in a window of ${width} px`);
    };
    await see("login", "/login");
    await signIn(page);
    await see("leads");
    const lead = await page.locator(".row-link", { hasText: "Ottilie" }).getAttribute("href");
    await see("agency-leads", "/leads?bot=demo-agency");
    const benali = await page.locator(".row-link", { hasText: "Samir Benali" }).or(page.locator(".row-link")).last().getAttribute("href");
    await see("lead", lead);
    await see("agency-lead", benali);
    await see("overview", "/overview?bot=demo-shop");
    await see("agency-overview", "/overview?bot=demo-agency&range=90");
    await see("knowledge", "/settings/knowledge?bot=demo-shop&ask=Do+you+deliver+on+Saturdays%3F");
    await see("knowledge-editor", await page.getByRole("link", { name: /^Add answer/ }).first().getAttribute("href"));
    await see("inbox", "/inbox");
    const talk = page.locator(".talk").first();
    const href = await talk.getAttribute("href");
    await talk.click();
    await page.waitForURL(`**${href}`);
    await see("talk");
    await see("mailbox", "/demo/mail");
    await mailsAre(page, "Ada Grove", 1);
    await see("mail");
    await see("shop", "/");
    await see("agency", "/agency");
    await see("error", "/nowhere");
  }
}
