// The pipeline's page at work: a preset looked at, an own one written by keyboard, the preview that follows, the mapping,
// the running change; then without a script; and each state in light, dark and on a phone for axe.
import { check } from "./lib.mjs";
import { same, signIn } from "./widget.mjs";

const PAGE = "/settings/pipeline?bot=demo-agency";

export default async function (stage) {
  stage.expect(/status of (409|422)/);
  for (const [look, settings] of Object.entries({ light: {}, dark: { dark: true }, phone: { phone: true } })) {
    await looks(stage, look, settings);
  }
  const page = await (await stage.visitor({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, PAGE);
  await write(stage, page);
  await map(stage, page);
  await plain(stage);
}

async function looks(stage, look, settings) {
  const page = await (await stage.visitor(settings)).newPage();
  await signIn(page, PAGE);
  const see = async (name) => {
    await stage.axe(page);
    await stage.shot(page, `pipeline-${name}-${look}`, { fullPage: true });
    const { width, content } = await page.evaluate(() => ({ width: innerWidth, content: document.documentElement.scrollWidth }));
    check(content <= width, `${name} is ${content} px wide in a window of ${width} px`);
  };
  await see("preset");
  await page.getByRole("button", { name: "Make it my own" }).click();
  await page.getByRole("textbox", { name: "Name of status 1" }).waitFor();
  await see("own");
  const rows = await page.locator("[data-stage] input[name^=label]").count();
  await page.getByRole("button", { name: "Add status" }).click();
  await page.getByRole("textbox", { name: `Name of status ${rows + 1}` }).waitFor();
  await page.getByRole("textbox", { name: `Name of status ${rows + 1}` }).focus();
  // The browser itself would not let an empty name go.
  await page.locator("[data-stage] input[required]").evaluateAll((fields) => fields.forEach((field) => (field.required = false)));
  await page.keyboard.press("Enter");
  await page.getByText("Write a name").waitFor();
  await see("wrong");
  await page.goto(PAGE);
  await page.getByRole("button", { name: /^Enquiries/ }).click();
  await page.getByRole("button", { name: /^Enquiries/, pressed: true }).waitFor();
  await page.getByRole("button", { name: "Save pipeline" }).click();
  await page.getByRole("heading", { name: "What happens to your leads" }).waitFor();
  await see("mapping");
  await page.goto("/plan");
  await see("plan");
}

/** Everything by keyboard: nothing here is clicked. */
async function write(stage, page) {
  const bar = page.getByRole("button", { name: "Save pipeline" });
  const at = (name) => page.getByRole("button", { name, exact: true });
  await at("Make it my own").focus();
  await page.keyboard.press("Enter");
  const first = page.getByRole("textbox", { name: "Name of status 1" });
  await first.waitFor();
  check(await first.evaluate((field) => field === document.activeElement), "the focus is on the first status");
  const names = () => page.locator("[data-stage] input[name^=label]").evaluateAll((fields) => fields.map((field) => field.value));
  const before = await names();
  await at(`Move ${before[0]} down`).focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction((name) => document.querySelectorAll("[data-stage] input[name^=label]")[1]?.value === name, before[0]);
  same(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), `Move ${before[0]} down`, "the focus goes with the row");
  await at(`Move ${before[0]} up`).focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction((name) => document.querySelectorAll("[data-stage] input[name^=label]")[0]?.value === name, before[0]);
  same(await names(), before, "up is the way back from down");
  await at("Add status").focus();
  await page.keyboard.press("Enter");
  const added = page.getByRole("textbox", { name: `Name of status ${before.length + 1}` });
  await added.waitFor();
  check(await added.evaluate((field) => field === document.activeElement), "the focus is on the new status");
  await page.keyboard.type("Called twice");
  await page.locator("[data-preview]").getByText("Called twice").first().waitFor();
  check(await bar.isVisible(), "the bar is there with the first change");
  await stage.shot(page, "pipeline-1-written");
  await page.keyboard.press("Enter");
  await page.waitForURL(/settings\/pipeline/);
  await page.locator("[data-toast]", { hasText: "Pipeline saved" }).waitFor();
  check((await names()).includes("Called twice"), "it is saved");
  // By the handle, with a mouse.
  const now = await names();
  await page.locator("[data-handle]").last().dragTo(page.locator("[data-handle]").nth(1));
  await page.waitForFunction((name) => document.querySelectorAll("[data-stage] input[name^=label]")[1]?.value === name, now.at(-1));
  await page.goto(PAGE);
}

async function map(stage, page) {
  await page.getByRole("button", { name: /^Support/ }).click();
  await page.getByRole("button", { name: /^Support/, pressed: true }).waitFor();
  await page.locator("[data-preview]").getByText("Mark handled").waitFor();
  await page.getByRole("button", { name: "Save pipeline" }).click();
  await page.getByRole("heading", { name: "What happens to your leads" }).waitFor();
  await page.getByRole("combobox").first().selectOption({ label: "Closed" });
  await stage.shot(page, "pipeline-2-mapping");
  await page.getByRole("button", { name: "Change pipeline" }).click();
  await page.locator("[data-toast]", { hasText: "Pipeline saved" }).waitFor();
  await stage.shot(page, "pipeline-3-running");
  await page.locator("[data-running]").waitFor({ state: "detached" });
  await page.goto("/leads?bot=demo-agency");
  const statuses = new Set(await page.locator(".row .c-status details.moves > summary .status").allInnerTexts());
  check([...statuses].every((one) => ["New", "Handled", "Closed"].includes(one.trim())), `statuses: ${[...statuses]}`);
}

/** The same without a script, by the browser's own forms. */
async function plain(stage) {
  const page = await (await stage.visitor({ javaScriptEnabled: false })).newPage();
  await signIn(page, PAGE);
  await page.getByRole("button", { name: "Make it my own" }).click();
  await page.getByRole("textbox", { name: "Name of status 1" }).fill("Fresh");
  await page.getByRole("button", { name: "Remove Handled" }).click();
  same(await page.getByRole("textbox", { name: "Name of status 1" }).inputValue(), "Fresh", "what was typed is kept");
  await page.getByRole("button", { name: "Save pipeline" }).click();
  await page.getByRole("button", { name: "Change pipeline" }).click();
  await page.getByText("Pipeline saved").waitFor();
  await stage.shot(page, "pipeline-4-plain");
}
