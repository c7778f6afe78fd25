// The dashboard at work: sign-in, the list and its filters, the panel by click and by key, moves, notes, the theme;
// then the same without a script.
import { check } from "./lib.mjs";
import { same, signIn } from "./widget.mjs";

export default async function (stage) {
  await wrongPassword(stage);
  const page = await (await stage.visitor({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, "/leads?bot=demo-agency");
  await list(stage, page);
  await panel(stage, page);
  await moves(stage, page);
  await theme(stage, page);
  await zone(stage);
  await withoutScript(stage);
  await errors(stage);
}

async function wrongPassword(stage) {
  stage.expect(/status of (401|403|404|422)/);
  const page = await stage.open("/leads");
  await page.waitForURL("**/login?next=*");
  const words = [];
  for (const email of [process.env.LOGIN_EMAIL, "nobody@example.org"]) {
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    words.push(await page.getByRole("alert").innerText());
  }
  same(words, Array(2).fill("That email and password do not match."), "the words for a wrong password and an unknown user");
  await stage.shot(page, "dashboard-01-wrong-password");
}

async function list(stage, page) {
  const rows = page.locator("[data-list] .row");
  same(await rows.count(), 25, "leads on the first page");
  await page.getByText(/^1–25 of/).waitFor();
  const first = await names(page);
  await page.getByRole("link", { name: "Next page" }).click();
  await page.getByText(/^26–/).waitFor();
  check(!(await names(page)).some((name) => first.includes(name)), "the second page shows others");
  await page.getByRole("link", { name: "Previous page" }).click();
  await page.getByText(/^1–25 of/).waitFor();
  same(await names(page), first, "back on the first page");

  await page.getByLabel("Search by name").fill("Samir Benali");
  await page.getByLabel("Search by name").press("Enter");
  await page.waitForURL(/q=Samir/);
  same(await names(page), ["Samir Benali"], "found by name");
  await page.getByRole("link", { name: "Clear" }).click();
  await page.getByLabel("Search by name").fill("nobody of this name");
  await page.getByLabel("Search by name").press("Enter");
  await page.getByRole("heading", { name: "No leads match these filters" }).waitFor();
  await stage.shot(page, "dashboard-02-no-match");
  await page.getByRole("link", { name: "Clear filters" }).click();
  await page.locator("select[name=tag]").selectOption({ label: "Viewing request" });
  await page.waitForURL(/tag=/);
  const tags = await page.locator(".row .c-tag").allInnerTexts();
  check(tags.length > 0 && tags.length < 25, `${tags.length} viewing requests`);
  await page.locator("select[name=status]").selectOption({ label: "Qualified" });
  await page.waitForURL(/status=/);
  const statuses = await page.locator(".row .c-status details.moves > summary .status").allInnerTexts();
  check(statuses.length > 0 && statuses.every((one) => one.trim() === "Qualified"), `statuses: ${statuses}`);
  await stage.shot(page, "dashboard-03-filtered");
  await page.getByRole("link", { name: "Clear" }).click();
  await page.waitForURL((url) => !url.search.includes("tag"));
}

async function panel(stage, page) {
  const all = await names(page);
  const fresh = page.locator(".row.is-new").first();
  const newName = (await fresh.locator(".row-link").innerText()).trim();
  await fresh.locator(".c-want").click();
  const open = page.locator(".panel");
  await open.getByRole("heading", { level: 1, name: newName }).waitFor();
  same(new URL(page.url()).pathname.startsWith("/leads/"), true, "the panel has the lead's address");
  const row = page.locator(".row", { hasText: newName }).first();
  same(await row.locator(".new-chip").count(), 0, "new marks of an opened lead");
  await stage.shot(page, "dashboard-04-panel");
  const at = all.indexOf(newName);
  await page.keyboard.press("j");
  await open.getByRole("heading", { level: 1, name: all[at + 1] }).waitFor();
  await page.keyboard.press("k");
  await open.getByRole("heading", { level: 1, name: newName }).waitFor();
  await page.keyboard.press("Escape");
  await open.waitFor({ state: "detached" });
  same(new URL(page.url()).pathname, "/leads", "the list's address is back");
  const focus = await page.evaluate(() => document.activeElement?.textContent?.trim());
  same(focus, newName, "the focus is back on the row");
}

async function moves(stage, page) {
  await page.getByRole("link", { name: "Tomasz Wierzbicki" }).click();
  const open = page.locator(".panel");
  const menu = open.locator(".lead-moves details.moves").first();
  await menu.locator("> summary").click();
  await menu.getByRole("button", { name: "Contacted" }).click();
  await open.locator(".lead-moves .status", { hasText: "Contacted" }).first().waitFor();
  await page.locator("[data-toast]").waitFor();
  await stage.shot(page, "dashboard-05-moved");
  await open.locator(".timeline li").first().getByText("Contacted").waitFor();

  await menu.locator("> summary").click();
  await menu.locator(".reason-box > summary", { hasText: "Lost" }).click();
  const why = menu.getByLabel("Why");
  await menu.getByRole("button", { name: "Move to Lost" }).click();
  check(await why.evaluate((input) => !input.validity.valid), "no reason, no move");
  await stage.shot(page, "dashboard-06-reason");
  await why.fill("Bought elsewhere");
  await menu.getByRole("button", { name: "Move to Lost" }).click();
  await open.locator(".timeline li").first().getByText("Bought elsewhere").waitFor();
  await page.locator(".row.is-open .c-status .status", { hasText: "Lost" }).first().waitFor();

  await page.keyboard.press("n");
  await open.getByRole("textbox", { name: /Add a note/ }).fill("Rang twice.\n<b>No answer</b>");
  await open.getByRole("button", { name: "Save note" }).click();
  await open.locator(".note", { hasText: "<b>No answer</b>" }).waitFor();
  await stage.shot(page, "dashboard-07-note");
  await page.reload();
  await page.locator(".note", { hasText: "Rang twice." }).waitFor();
  await stage.shot(page, "dashboard-08-lead-page");
}

async function theme(stage, page) {
  await page.goto("/leads");
  await page.locator("details.user > summary").click();
  await page.getByRole("button", { name: "Dark" }).click();
  await page.locator('html[data-theme="dark"]').waitFor();
  const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  check(/rgb\((1?\d|2\d), /.test(dark), `the background in the dark: ${dark}`);
  await page.locator("details.user > summary").click();
  await page.getByRole("button", { name: "Light" }).click();
  await page.locator('html[data-theme="light"]').waitFor();
}

/** Times are told by the viewer's clock. */
async function zone(stage) {
  const far = await (await stage.visitor({ timezoneId: "Asia/Tokyo" })).newPage();
  await signIn(far);
  const times = far.locator(".c-when time");
  const full = await times.first().getAttribute("title");
  check(/GMT\+9|JST/.test(full), `the full date in Tokyo: ${full}`);
}

async function withoutScript(stage) {
  const page = await (await stage.visitor({ javaScriptEnabled: false })).newPage();
  await signIn(page);
  await page.getByLabel("Search by name").fill("Ottilie");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("link", { name: /Ottilie/ }).click();
  await page.getByRole("heading", { level: 1, name: /Ottilie/ }).waitFor();
  await page.getByRole("button", { name: "Mark handled" }).click();
  await page.locator(".lead-moves .status", { hasText: "Handled" }).first().waitFor();
  await page.getByRole("textbox", { name: /Add a note/ }).fill("Told them so.");
  await page.getByRole("button", { name: "Save note" }).click();
  await page.locator(".note", { hasText: "Told them so." }).waitFor();
  await stage.shot(page, "dashboard-09-no-script");
}

async function errors(stage) {
  const page = await (await stage.visitor()).newPage();
  await signIn(page);
  for (const path of ["/leads/01900000-0000-7000-8000-000000000000", "/nowhere"]) {
    const answer = await page.goto(path);
    same([answer.status(), answer.headers()["content-type"]], [404, "text/html; charset=utf-8"], path);
    await page.getByRole("heading", { level: 1 }).waitFor();
  }
  await stage.shot(page, "dashboard-10-error");
}

/** The names of the rows, once the page stands whole: a page that is still coming has its first rows only. */
async function names(page) {
  await page.waitForLoadState();
  return (await page.locator("[data-list] .row-link").allInnerTexts()).map((name) => name.trim());
}
