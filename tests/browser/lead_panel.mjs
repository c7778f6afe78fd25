// One lead in the team's hands: reasons that lead to their messages, temperature, owner, contact, joining and parting;
// by keyboard, without a script, right to left, at 400 %; no fault for axe in any state.
import { check } from "./lib.mjs";
import { same, signIn } from "./widget.mjs";

export default async function (stage) {
  stage.expect(/status of (409|422)/);
  const page = await (await stage.visitor({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, "/leads?bot=demo-agency&q=Samir+Benali");
  const address = new URL(await page.getByRole("link", { name: "Samir Benali" }).getAttribute("href"), page.url()).href;
  await page.getByRole("link", { name: "Samir Benali" }).click();
  const open = page.locator(".panel");
  await open.getByRole("heading", { level: 1, name: "Samir Benali" }).waitFor();
  await signals(stage, page, open);
  await warmth(stage, page, open);
  await owner(page, open);
  await contact(stage, page, open);
  const path = new URL(address).pathname;
  await join(stage, page, path);
  await withoutScript(stage, path);
  await looks(stage, path);
}

async function signals(stage, page, open) {
  const tiles = await open.locator(".signals > div").allInnerTexts();
  same(tiles.map((tile) => tile.replace(/\s+/g, " ").trim()), ["Chain Single chain", "Mortgage DIP held", "Scheme Not mentioned", "SDLT Main residence"], "signals");
  await open.getByRole("heading", { name: /Properties discussed/ }).waitFor();
  same(await open.locator(".product").count(), 3, "properties");
  const before = page.url();
  await open.locator(".reasons a", { hasText: "under 3 months" }).click();
  const pointed = open.locator(".is-pointed");
  check((await pointed.innerText()).includes("by end of January"), "the reason's message");
  same(page.url(), before, "the address stays");
  await stage.axe(page);
  await stage.shot(page, "lead-01-reason");
}

async function warmth(stage, page, open) {
  await open.getByText("Change the temperature", { exact: false }).first().waitFor({ state: "attached" });
  const menu = open.locator("details.change");
  await menu.locator("> summary").click();
  await stage.axe(page);
  await menu.getByRole("button", { name: "Cold" }).click();
  await open.getByText(/^Set to Cold by .*until their next conversation\.$/).waitFor();
  await open.locator(".lead-head .badge.cold").waitFor();
  await page.locator(".row.is-open .badge.cold").waitFor();
  await menu.locator("> summary").click();
  await menu.getByRole("button", { name: "Let the score decide" }).click();
  await open.locator(".lead-head .badge.hot").waitFor();
}

async function owner(page, open) {
  await open.locator("#lead-name").focus();
  await page.keyboard.press("a");
  await page.keyboard.press("Enter");
  await open.locator(".timeline li").first().getByText("Given to").waitFor();
  await open.locator("#lead-name").focus();
  await page.keyboard.press("s");
  same(await open.locator(".lead-moves > details.moves:not(.owner)[open]").count(), 1, "the status menu opens by key");
  await page.keyboard.press("Escape");
}

async function contact(stage, page, open) {
  await open.locator(".edit > summary").click();
  await open.getByLabel("Email", { exact: true }).fill("samir@");
  await open.getByRole("button", { name: "Save contact" }).click();
  await open.getByText("Enter a full email address, like name@example.com").waitFor();
  same(await page.evaluate(() => document.activeElement?.id), "edit-email", "the wrong field has the focus");
  await stage.axe(page);
  await stage.shot(page, "lead-02-edit");
  await open.getByLabel("Email", { exact: true }).fill("samir.b@mail.example");
  await open.getByRole("button", { name: "Save contact" }).click();
  await open.getByRole("link", { name: "samir.b@mail.example" }).waitFor();
  await open.locator(".timeline li").first().getByText("Email edited").waitFor();
}

async function join(stage, page, path) {
  await page.locator(".panel details.more > summary").click();
  await page.locator(".panel").getByRole("link", { name: "Join with another lead" }).click();
  await page.waitForURL("**/join");
  await page.getByLabel(/Name, email, phone/).fill("Ffion");
  await page.getByRole("button", { name: "Search" }).click();
  await stage.axe(page);
  await stage.shot(page, "lead-03-join-found");
  await page.getByRole("link", { name: /Ffion Rees/ }).click();
  await page.getByRole("heading", { name: "What will happen" }).waitFor();
  await stage.axe(page);
  await stage.shot(page, "lead-04-join-pair");
  await page.getByRole("button", { name: "Join the two leads" }).click();
  await page.waitForURL(`**${path}`);
  await page.getByText("The two leads are one now").waitFor();
  await page.locator(".said", { hasText: "four of us need a student house" }).first().waitFor({ state: "attached" });
  await page.locator(".joined li", { hasText: "Ffion Rees" }).waitFor();
  await stage.shot(page, "lead-05-joined");
  await page.getByRole("button", { name: /Part again/ }).click();
  await page.getByText("The two leads stand apart again").waitFor();
  same(await page.locator(".joined").count(), 0, "joined leads after the parting");
}

async function withoutScript(stage, path) {
  const page = await (await stage.visitor({ javaScriptEnabled: false })).newPage();
  await signIn(page, path);
  await page.locator("details.change > summary").click();
  await page.getByRole("button", { name: "Warm" }).click();
  await page.getByText(/^Set to Warm by /).waitFor();
  await page.locator(".edit > summary").click();
  await page.getByLabel("Company").fill("Benali & Sons");
  await page.getByRole("button", { name: "Save contact" }).click();
  await page.locator(".facts").getByText("Benali & Sons").first().waitFor();
  await page.locator(".reasons a", { hasText: "DIP to £390k" }).click();
  check(/#m-/.test(page.url()), "the reason is a plain link");
}

async function looks(stage, path) {
  const small = { viewport: { width: 320, height: 640 } };
  for (const [look, settings] of Object.entries({ light: {}, dark: { dark: true }, phone: { phone: true }, zoom: small, rtl: {} })) {
    const page = await (await stage.visitor(settings)).newPage();
    await signIn(page, path);
    if (look === "rtl") await page.evaluate(() => (document.documentElement.dir = "rtl"));
    await stage.axe(page);
    await stage.shot(page, `lead-look-${look}`);
    const { width, content } = await page.evaluate(() => ({ width: innerWidth, content: document.documentElement.scrollWidth }));
    check(content <= width, `${look} is ${content} px wide in a window of ${width} px`);
    if (look === "phone") {
      await page.locator(".reasons a", { hasText: "under 3 months" }).click();
      await page.locator(".is-pointed").waitFor();
      await page.locator('[data-tab="transcript"][aria-current]').waitFor();
      await stage.axe(page);
      await stage.shot(page, "lead-look-phone-transcript");
    }
    await page.goto(`${path}/join?q=e`);
    await stage.axe(page);
    await stage.shot(page, `join-look-${look}`);
  }
}
