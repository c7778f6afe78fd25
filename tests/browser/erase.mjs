// Erasing a lead: the dialog by keyboard, what was mistyped, the page without scripts, the result, the audit log, privacy.
import { check } from "./lib.mjs";
import { signIn } from "./widget.mjs";

const LOOKS = { light: {}, dark: { dark: true }, phone: { phone: true } };

async function fits(page, name) {
  const { width, content } = await page.evaluate(() => ({ width: innerWidth, content: document.documentElement.scrollWidth }));
  check(content <= width, `${name} is ${content} px wide in a window of ${width} px`);
}

export default async function (stage) {
  stage.expect(/status of 422/);
  const page = await (await stage.visitor({ viewport: { width: 1389, height: 868 } })).newPage();
  await page.goto("/login");
  await signIn(page);
  await page.goto("/leads?bot=demo-agency");
  const row = page.locator(".row-link", { hasText: "Samir Benali" }).or(page.locator(".row-link").first()).first();
  const name = await row.innerText();
  const href = await row.getAttribute("href");
  await row.click();
  await page.locator(".panel .lead-foot").waitFor();
  await page.locator(".panel").getByRole("link", { name: "Erase lead" }).click();
  const dialog = page.getByRole("dialog", { name: `Erase ${name}?` });
  await dialog.waitFor();
  const button = dialog.getByRole("button", { name: "Erase lead" });
  check(await button.isDisabled(), "the button waits for the word");
  await stage.axe(page);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await page.locator(".panel").getByRole("link", { name: "Erase lead" }).press("Enter");
  await dialog.getByLabel("Type ERASE to confirm").fill("erase");
  check(await button.isDisabled(), "small letters are another word");
  await dialog.getByLabel("Type ERASE to confirm").fill("ERASE");
  check(await button.isEnabled(), "the word opens the button");
  await stage.shot(page, "erase-dialog-light");
  await dialog.getByRole("link", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "hidden" });

  for (const [look, settings] of Object.entries(LOOKS)) {
    const other = await (await stage.visitor({ ...settings, javaScriptEnabled: true })).newPage();
    await other.goto("/login");
    await signIn(other);
    for (const [what, path] of [["ask", `${href.split("?")[0]}/erase`], ["delete", `${href.split("?")[0]}/delete`], ["privacy", "/settings/privacy?bot=demo-agency"]]) {
      await other.goto(path);
      await stage.axe(other);
      await fits(other, what);
      await stage.shot(other, `erase-${what}-${look}`);
    }
    await other.getByRole("button", { name: "1 year" }).click();
    await other.getByRole("heading", { name: "Erase after 365 days?" }).waitFor();
    await stage.axe(other);
    await stage.shot(other, `erase-preview-${look}`);
    await other.goto(`${href.split("?")[0]}/erase`);
    await other.getByLabel("Type ERASE to confirm").fill("Samir");
    await other.getByRole("button", { name: "Erase lead" }).click();
    await other.getByText("Nothing was changed.").waitFor();
    await stage.axe(other);
    await stage.shot(other, `erase-mistyped-${look}`);
  }

  // Without scripts the link is a page that asks the same; by keyboard alone.
  const plain = await (await stage.visitor({ javaScriptEnabled: false })).newPage();
  await plain.goto("/login");
  await signIn(plain);
  await plain.goto(href);
  await plain.getByRole("link", { name: "Erase lead" }).press("Enter");
  await plain.getByLabel("Type ERASE to confirm").fill("ERASE");
  await plain.keyboard.press("Enter");
  await plain.getByRole("heading", { name: "Erased lead" }).waitFor();
  check(!(await plain.content()).includes(name), "the name is nowhere on the page");

  for (const [look, settings] of Object.entries(LOOKS)) {
    const other = await (await stage.visitor(settings)).newPage();
    await other.goto("/login");
    await signIn(other);
    for (const [what, path] of [["done", `${href.split("?")[0]}/erase`], ["erased-lead", href], ["audit", "/audit"]]) {
      await other.goto(path);
      await stage.axe(other);
      await fits(other, what);
      await stage.shot(other, `erase-${what}-${look}`);
    }
    check((await other.content()).includes("Lead erased"), "the audit log tells of it");
  }
}
