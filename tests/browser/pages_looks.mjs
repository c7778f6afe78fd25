// What the other stories do not look at: every page of the dashboard from right to left and in a window of 320 px (1280 px at
// 400 %, WCAG 1.4.10), and states that no story comes by. No fault for axe, nothing cut off.
import { check } from "./lib.mjs";
import { signIn } from "./widget.mjs";

const LOOKS = {
  zoom: { viewport: { width: 320, height: 256 } },
  rtl: { rtl: true },
};

const PAGES = {
  board: "/leads?bot=demo-agency&show=board",
  overview: "/overview?bot=demo-agency&range=90",
  "overview-shop": "/overview?bot=demo-shop",
  inbox: "/inbox?bot=demo-agency",
  pipeline: "/settings/pipeline?bot=demo-agency",
  forms: "/settings/forms?bot=demo-shop&form=refund_request",
  notifications: "/settings/notifications?bot=demo-shop",
  privacy: "/settings/privacy?bot=demo-agency",
  audit: "/audit",
  "audit-none": "/audit?what=plan_changed",
  tasks: "/tasks",
  import: "/leads/import?bot=demo-agency",
  plan: "/plan",
  nowhere: "/nowhere",
};

export default async function (stage) {
  stage.expect(/status of 404/);
  for (const [look, { rtl = false, ...settings }] of Object.entries(LOOKS)) {
    const context = await stage.visitor(settings);
    if (rtl) await context.addInitScript(() => addEventListener("DOMContentLoaded", () => (document.documentElement.dir = "rtl")));
    const page = await context.newPage();
    // Over an open menu the rest is covered, so that only the menu is looked at there.
    const see = async (name, within) => {
      await stage.axe(page, { within });
      await stage.shot(page, `looks-${name}-${look}`, { fullPage: true });
      const { width, content, wide } = await page.evaluate(() => ({
        width: innerWidth,
        content: document.documentElement.scrollWidth,
        wide: [...document.querySelectorAll("main *")]
          .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 || one.getBoundingClientRect().left < -1)
          .slice(0, 3)
          .map((one) => `${one.tagName}.${one.className}`),
      }));
      check(content <= width, `${name} is ${content} px wide in a window of ${width} px (${look}): ${wide}`);
    };
    await page.goto("/login");
    await see("login");
    await signIn(page);
    for (const [name, path] of Object.entries(PAGES)) {
      await page.goto(path);
      await see(name);
    }
    await page.goto("/leads?bot=demo-agency&q=Samir+Benali");
    const lead = (await page.locator(".row-link").first().getAttribute("href")).split("?")[0];
    await lookAt(page, lead, see);
    const talk = await hrefOf(page, "/inbox?bot=demo-agency", ".talk");
    await page.goto(talk);
    await see("talk");
    await brought(page, see);
  }
}

async function hrefOf(page, path, selector) {
  await page.goto(path);
  return page.locator(selector).first().getAttribute("href");
}

/** A lead's page, and each thing that unfolds on it. */
async function lookAt(page, lead, see) {
  await page.goto(lead);
  await see("lead");
  for (const menu of ["details.tag-menu", "details.owner", "details.more", "details.change"]) {
    await page.locator(`${menu} > summary`).click();
    await see(`lead-${menu.split(".")[1]}`, menu);
    await page.keyboard.press("Escape");
    await page.locator(menu).evaluate((one) => one.removeAttribute("open"));
  }
  await page.locator("#note-text").fill("Rang, nobody there");
  await page.getByRole("button", { name: "Save note" }).click();
  await page.locator(".note", { hasText: "Rang, nobody there" }).first().waitFor();
  await page.locator(".note-edit > summary").first().click();
  await see("lead-note-edit");
  await page.locator(".note").last().getByRole("button", { name: /^Delete/ }).click();
  await page.getByRole("status").getByText("Note deleted").waitFor();
  await see("lead-note-deleted");
  for (const part of ["erase", "delete", "join"]) {
    await page.goto(`${lead}/${part}`);
    await see(`lead-${part}`);
  }
}

/** A file on its way in, and the task when it is done. */
async function brought(page, see) {
  await page.goto("/leads/import?bot=demo-agency");
  const text = "Name,Email\nOttoline,ottoline@mail.example\n,nobody@\n";
  await page.getByLabel("File").setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.getByRole("button", { name: "Read the file" }).click();
  await page.waitForURL("**/imports/*");
  await see("import-map");
  await page.getByRole("button", { name: /^Import \d/ }).click();
  await page.waitForURL("**/tasks/*");
  await page.getByText("Done", { exact: true }).waitFor();
  await see("task");
}
