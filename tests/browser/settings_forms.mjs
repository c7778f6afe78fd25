// The page of a bot's forms at work: a field added by keyboard, the preview that follows, rows by button and by handle, another
// language; then without a script; and each state in light, dark, on a phone and at 400% for axe.
import { check } from "./lib.mjs";
import { same, signIn } from "./widget.mjs";

const PAGE = "/settings/forms?bot=demo-shop&form=order_question";

export default async function (stage) {
  stage.expect(/status of 422/);
  const looks = { light: {}, dark: { dark: true }, phone: { phone: true }, zoom: { viewport: { width: 320, height: 640 } } };
  for (const [look, settings] of Object.entries(looks)) await see(stage, look, settings);
  const page = await (await stage.visitor({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, PAGE);
  await arrange(stage, page);
  await plain(stage);
}

async function see(stage, look, settings) {
  const page = await (await stage.visitor(settings)).newPage();
  await signIn(page, PAGE);
  const seen = async (name) => {
    await stage.axe(page);
    await stage.shot(page, `forms-${name}-${look}`, { fullPage: true });
    const { width, content } = await page.evaluate(() => ({ width: innerWidth, content: document.documentElement.scrollWidth }));
    check(content <= width, `${name} is ${content} px wide in a window of ${width} px`);
  };
  await seen("saved");
  await page.getByRole("button", { name: "Add field" }).click();
  await page.getByRole("combobox", { name: "Type" }).first().waitFor();
  await page.getByLabel("Language", { exact: true }).selectOption("ar");
  await page.getByRole("button", { name: "Add language" }).click();
  await page.getByText("العربية").first().waitFor();
  await page.getByText("العربية").first().click();
  await page.getByRole("button", { name: "AR", exact: true }).click();
  await page.locator("[data-preview] [dir=rtl]").first().waitFor();
  await seen("open");
  await page.getByRole("button", { name: "Save form" }).click();
  await page.getByText("Write something here").waitFor();
  await seen("wrong");
  await page.goto("/settings/notifications?bot=demo-shop");
  await seen("notifications");
}

/** Everything by keyboard: nothing here is clicked. */
async function arrange(stage, page) {
  const at = (name) => page.getByRole("button", { name, exact: true });
  const keys = () => page.locator("[data-stage] input[name^='key.']").evaluateAll((all) => all.map((one) => one.value));
  const before = await keys();
  await at("Add field").focus();
  await page.keyboard.press("Enter");
  const label = page.locator(`#label-${before.length}`);
  await label.waitFor();
  check(await label.evaluate((field) => field === document.activeElement), "the focus is on the new field");
  await page.keyboard.type("What is it for?");
  await page.locator("[data-preview]").getByText("What is it for?").waitFor();
  await page.locator(`#kind-${before.length}`).selectOption("dropdown");
  const options = page.locator(`#options-${before.length}`);
  await options.waitFor();
  await options.fill("A gift\nMy own garden");
  await page.locator("[data-preview]").getByText("A gift · My own garden").waitFor();
  await at("Move What is it for? up").focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction((last) => document.querySelectorAll("[data-stage] input[name^='key.']")[last]?.value !== "", before.length);
  same(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), "Move What is it for? up", "the focus goes with the row");
  check(await options.count() === 0 && await page.locator(`#options-${before.length - 1}`).isVisible(), "what was unfolded stays so");
  check(await at("Save form").isVisible(), "the bar is there with the first change");
  await stage.shot(page, "forms-1-written", { fullPage: true });
  await at("Save form").focus();
  await page.keyboard.press("Enter");
  await page.locator("[data-toast]", { hasText: "Saved" }).waitFor();
  check((await keys()).includes("what_is_it_for"), "it is saved");
  // By the handle, with a mouse.
  const now = await keys();
  await page.locator("[data-handle]").nth(2).dragTo(page.locator("[data-handle]").nth(0));
  await page.waitForFunction((key) => document.querySelector("[data-stage] input[name^='key.']")?.value === key, now[2]);
}

/** The same without a script, by the browser's own forms. */
async function plain(stage) {
  const page = await (await stage.visitor({ javaScriptEnabled: false })).newPage();
  await signIn(page, PAGE);
  await page.getByRole("textbox", { name: "Title" }).first().fill("About your order");
  await page.getByRole("button", { name: "Move Email up" }).click();
  same(await page.getByRole("textbox", { name: "Title" }).first().inputValue(), "About your order", "what was typed is kept");
  await page.getByRole("button", { name: "Remove What is it for?" }).click();
  await page.getByRole("button", { name: "Save form" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  same(await page.getByRole("textbox", { name: "Title" }).first().inputValue(), "About your order", "it is saved");
  check((await page.getByText("What is it for?").count()) === 0, "the field is gone");
}
