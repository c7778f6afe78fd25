// The widget by keyboard alone, on a phone, in Arabic, in the dark; and no fault that axe can see in any state.
import { createServer } from "node:http";
import { check } from "./lib.mjs";
import { same, widget } from "./widget.mjs";

const inWidget = { within: "frontdesk-chat" };

export default async function (stage) {
  await byKeyboard(stage);
  await onAPhone(stage);
  await inArabic(stage);
  await inTheDark(stage);
  await forTheAgency(stage);
}

async function byKeyboard(stage) {
  const page = await stage.open("/");
  const w = widget(page);
  await w.teaser.waitFor();
  await stage.axe(page);
  await w.launcher.focus();
  await page.keyboard.press("Enter");
  await w.panel.waitFor();
  same(await focused(page), "TEXTAREA", "the composer has the focus");
  await stage.axe(page);
  await page.keyboard.type("How long does delivery take?");
  await page.keyboard.press("Enter");
  await w.hears(/Standard delivery/);
  await w.log.getByText("Delivery times").waitFor();
  await stage.axe(page);
  await page.keyboard.type("I want a refund");
  await page.keyboard.press("Enter");
  await w.form.waitFor();

  await tabTo(page, "Name", true);
  await page.keyboard.type("Ada Grove");
  await tabTo(page, "Send details");
  await page.keyboard.press("Enter");
  await w.form.getByText("Enter your email").first().waitFor();
  same(await focusedLabel(page), "Email", "the first wrong field has the focus");
  await stage.axe(page);
  await stage.shot(page, "looks-01-errors");
  await page.keyboard.type("ada@example.org");
  await tabTo(page, "Order number");
  await page.keyboard.type("LL-20418");
  await tabTo(page, "may contact me");
  await page.keyboard.press("Space");
  await tabTo(page, "Send details");
  await page.keyboard.press("Enter");
  await w.receipt.waitFor();
  await w.hears(/Thank you, Ada/);
  await stage.axe(page);

  await page.keyboard.press("Escape");
  await w.panel.waitFor({ state: "hidden" });
  same(await focusedLabel(page), "Chat", "the focus is back on the launcher");
  await page.keyboard.press("Enter");
  await w.panel.waitFor();

  // The same form asked for twice stands once, where it was asked for last.
  await askForForm(w);
  await w.form.waitFor();
  await w.say("Where is my parcel?");
  await w.log.locator(".source", { hasText: "Tracking" }).waitFor();
  await askForForm(w);
  await w.log.locator(".lines > :last-child.card.form").waitFor();
  same(await w.form.count(), 1, "cards of one form");
  await stage.shot(page, "looks-02-form-again");
}

async function onAPhone(stage) {
  const page = await stage.open("/", { phone: true });
  const w = widget(page);
  await w.teaser.waitFor();
  await stage.shot(page, "looks-03-phone-teaser");
  await w.launcher.tap();
  await w.panel.waitFor();
  const box = await w.panel.boundingBox();
  same([box.x, box.y, box.width, box.height].map(Math.round), [0, 0, 390, 844], "the panel fills a phone");
  await stage.shot(page, "looks-04-phone-greeting");
  await w.say("How long does delivery take?");
  await w.hears(/Standard delivery/);
  await stage.shot(page, "looks-05-phone-answer");
  await w.say("I want a refund for my lantern");
  await w.form.waitFor();
  await stage.axe(page, inWidget);
  await stage.shot(page, "looks-06-phone-form");
  await w.form.getByLabel("Name").fill("Ada Grove");
  await w.form.getByLabel("Email").fill("ada@example.com");
  await w.form.getByLabel("Order number").fill("LL-20419");
  for (const one of await w.form.getByRole("checkbox").all()) await one.check();
  await w.form.getByRole("button", { name: "Send details" }).tap();
  await w.receipt.waitFor();
  await w.hears(/Thank you, Ada/);
  await stage.axe(page, inWidget);
  await stage.shot(page, "looks-07-phone-receipt");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  check(wide <= 390, `the page is ${wide} px wide on a phone`);
  for (const button of await w.panel.getByRole("button").all()) {
    const size = await button.boundingBox();
    if (size && (await button.isVisible())) check(size.height >= 24, `a target of ${size.height} px: ${await button.innerText()}`);
  }
}

async function inArabic(stage) {
  const server = createServer((request, response) => {
    response.writeHead(request.url === "/" ? 200 : 204, { "content-type": "text/html; charset=utf-8" });
    response.end(request.url === "/" ? `<!doctype html><html lang="ar" dir="rtl"><title>متجر</title><main><h1>متجر</h1></main>
      <script async src="${stage.baseUrl}/widget.js" data-bot="demo-shop" data-language="ar"></script>` : undefined);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  try {
    const page = await stage.open(`http://127.0.0.1:${server.address().port}/`);
    const w = widget(page);
    await w.open();
    same(await w.panel.evaluate((node) => getComputedStyle(node).direction), "rtl", "direction");
    await w.say("أريد استرداد المبلغ");
    await w.log.locator(".line.visitor").waitFor();
    await w.say("I want a refund");
    await w.form.waitFor();
    const visitor = await w.log.locator(".line.visitor .bubble").last().boundingBox();
    const panel = await w.panel.boundingBox();
    check(visitor.x - panel.x < panel.width / 3, "the visitor's side is the left one");
    await stage.axe(page, inWidget);
    await stage.shot(page, "looks-08-arabic");
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function inTheDark(stage) {
  const page = await stage.open("/", { dark: true });
  const w = widget(page);
  await w.teaser.waitFor();
  await stage.axe(page);
  await stage.shot(page, "looks-09-dark-teaser");
  await w.open();
  await stage.axe(page);
  await w.say("How long does delivery take?");
  await w.hears(/Standard delivery/);
  await w.say("I'd like to talk to someone");
  await w.form.waitFor();
  await w.form.getByRole("button", { name: "Send details" }).click();
  await w.form.getByText("Enter your name").first().waitFor();
  await stage.axe(page);
  await stage.shot(page, "looks-10-dark-errors");
  await w.form.getByRole("button", { name: "Not now" }).click();
  await w.log.getByText("Details not left").waitFor();
  await stage.axe(page);
  await stage.shot(page, "looks-11-dark-put-away");
}

async function forTheAgency(stage) {
  const page = await stage.open("/agency");
  const w = widget(page);
  await w.open();
  await w.panel.getByText("Pell & Harrow").first().waitFor();
  await w.say("I would like to view 14 Ashgrove Road");
  await w.log.locator(".line.bot").nth(2).or(w.form).first().waitFor();
  await stage.axe(page);
  await stage.shot(page, "looks-12-agency");
}

/** By the widget's own menu. */
async function askForForm(w) {
  await w.panel.getByRole("button", { name: "More options" }).click();
  await w.panel.getByText("Leave my details").last().click();
}

/** The element with the focus, within the shadow root too. */
function focused(page) {
  return page.evaluate(() => (document.activeElement?.shadowRoot?.activeElement ?? document.activeElement)?.tagName);
}

function focusedLabel(page) {
  return page.evaluate(() => {
    const node = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
    const label = node?.labels?.[0]?.innerText ?? node?.getAttribute("aria-label") ?? node?.innerText ?? "";
    return label.replace(/\s*(Optional)?$/, "");
  });
}

/** Presses Tab (or, `isBack`, Shift+Tab) until what is so labelled has the focus. */
async function tabTo(page, label, isBack = false) {
  for (let presses = 0; presses < 40; presses += 1) {
    if ((await focusedLabel(page)).includes(label)) return;
    await page.keyboard.press(isBack ? "Shift+Tab" : "Tab");
  }
  throw new Error(`the keyboard does not reach "${label}"`);
}
