// The Leads page with scripts: live in two browsers, searched as one types, many at once, the board by keyboard and by drag.
import { check } from "./lib.mjs";
import { same, send, signIn, widget } from "./widget.mjs";

export default async function (stage) {
  await live(stage);
  const page = await (await stage.visitor({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, "/leads?bot=demo-agency");
  await asOneTypes(stage, page);
  await byKeyboard(stage, page);
  await many(stage, page);
  await views(stage, page);
  await board(stage, page);
  await withoutScript(stage);
}

/** A lead arrives: both browsers show it and count it, and neither was loaded again. */
async function live(stage) {
  const pages = [];
  for (let n = 0; n < 2; n++) {
    const page = await (await stage.visitor({ viewport: { width: 1440, height: 900 } })).newPage();
    await signIn(page, "/leads?bot=demo-shop");
    await page.waitForFunction(() => "listens" in document.documentElement.dataset);
    await page.evaluate(() => (globalThis.notLoadedAgain = true));
    pages.push(page);
  }
  const total = () => pages[0].locator("[data-counter=total] b").innerText();
  const [before, box] = [Number((await total()).replace(",", "")), await place(pages[0])];
  const shop = await stage.open("/");
  const w = widget(shop);
  await w.open();
  await w.say("I want a refund for my lantern");
  await w.form.waitFor();
  await send(w, { Name: "Livia Sound", Email: "livia@example.org", "Order number": "LL-20419" });
  for (const page of pages) {
    await page.locator(".row.is-new", { hasText: "Livia Sound" }).waitFor();
    check(await page.evaluate(() => globalThis.notLoadedAgain), "the page was not loaded again");
  }
  same(Number((await total()).replace(",", "")), before + 1, "the total counts the new one");
  same(await place(pages[0]), box, "no cell of the counters moved");
  await stage.shot(pages[0], "leads-01-live");

  // Moved in one browser, it is moved in the other.
  const row = (page) => page.locator(".row", { hasText: "Livia Sound" });
  await row(pages[0]).getByRole("button", { name: "Mark handled" }).click();
  await row(pages[1]).locator(".c-status .status", { hasText: "Handled" }).waitFor();
  check(await pages[1].evaluate(() => globalThis.notLoadedAgain), "the other page was not loaded again");
}

async function place(page) {
  return page.locator("[data-counter]").evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().toJSON()));
}

async function asOneTypes(stage, page) {
  await page.evaluate(() => (globalThis.notLoadedAgain = true));
  const search = page.getByLabel("Search by name");
  await search.pressSequentially("samir ben", { delay: 30 });
  await page.waitForURL(/q=samir\+ben/);
  same(await names(page), ["Samir Benali"], "found as it was typed");
  same(await search.evaluate((field) => [document.activeElement === field, field.selectionStart]), [true, 9], "focus and caret");
  await search.fill("nobody of this name");
  await page.getByRole("heading", { name: "No leads match these filters" }).waitFor();
  await search.fill("");
  await page.waitForURL((url) => !url.search.includes("q="));
  await page.locator("select[name=temperature]").selectOption("hot");
  await page.waitForURL(/temperature=hot/);
  const badges = await page.locator(".row .c-score .badge").allInnerTexts();
  check(badges.length > 0 && badges.every((one) => one.trim() === "Hot"), `temperatures: ${badges}`);
  check(await page.evaluate(() => globalThis.notLoadedAgain), "nothing was loaded again");
  await page.locator("[data-more] > summary").click();
  await page.getByLabel("At least").fill("80");
  await page.getByLabel("At least").press("Tab");
  await page.waitForURL(/min=80/);
  await stage.shot(page, "leads-02-filtered");
  await page.getByRole("link", { name: "Clear", exact: true }).click();
  await page.waitForURL((url) => !url.search.includes("min"));
  await page.locator("th.c-score a").click();
  await page.waitForURL(/sort=hottest/);
  const points = (await page.locator(".row .c-score b").allInnerTexts()).map(Number);
  same(points, points.toSorted((a, b) => b - a), "the hottest first");
  same(await page.locator("th.c-score").getAttribute("aria-sort"), "descending", "the head says so");
  await page.goto("/leads?bot=demo-agency");
}

async function byKeyboard(stage, page) {
  const all = await names(page);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  same(await page.evaluate(() => document.activeElement?.textContent?.trim()), all[1], "J goes down");
  await page.keyboard.press("x");
  await page.keyboard.press("k");
  await page.keyboard.press("x");
  same(await page.locator("[data-check]:checked").count(), 2, "X checks");
  await page.getByText("2 checked").waitFor();
  await stage.shot(page, "leads-03-checked");
  await page.keyboard.press("s");
  same(await page.evaluate(() => document.activeElement?.textContent?.trim()), "New", "S opens the statuses");
  await page.keyboard.press("ArrowDown");
  same(await page.evaluate(() => document.activeElement?.textContent?.trim()), "Contacted", "the arrow goes on");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Clear" }).click();
  same(await page.locator("[data-check]:checked").count(), 0, "cleared");
  await page.keyboard.press("/");
  await page.keyboard.type("x");
  same(await page.getByLabel("Search by name").inputValue(), "x", "in a field a letter is a letter");
  await page.getByLabel("Search by name").fill("");
  await page.keyboard.press("Escape");
  await page.goto("/leads?bot=demo-agency");
}

async function many(stage, page) {
  const boxes = page.locator("[data-check]");
  const ids = [await boxes.nth(2).getAttribute("value"), await boxes.nth(3).getAttribute("value")];
  await boxes.nth(2).check();
  await boxes.nth(3).check();
  await page.locator("[data-bulk-menu=s] > summary").click();
  await page.locator("[data-bulk-menu=s]").getByRole("button", { name: "Qualified" }).click();
  await page.locator("[data-toast]", { hasText: /moved to Qualified/ }).waitFor();
  const status = (id) => page.locator(`.row[data-lead="${id}"] .c-status details.moves > summary .status`).innerText();
  for (const id of ids) same((await status(id)).trim(), "Qualified", "moved with the other");
  await stage.shot(page, "leads-04-moved");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.locator("[data-toast]", { hasText: /Taken back/ }).waitFor();
  await page.locator("thead [data-check-all]").check();
  same(await page.locator("[data-check]:checked").count(), await boxes.count(), "all of the page");
  await page.getByLabel(/Select all .* that match/).check();
  await page.getByText("All that match", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Clear" }).click();
}

async function views(stage, page) {
  await page.goto("/leads?bot=demo-agency&temperature=warm");
  await page.locator(".view-menu > summary").click();
  await page.locator(".view-form").getByLabel("Name").fill("Warm ones");
  await page.locator(".view-form").getByRole("button", { name: "Save" }).click();
  await page.locator(".view-tabs a[aria-current]", { hasText: "Warm ones" }).waitFor();
  await page.getByText("Edit view").click();
  await stage.shot(page, "leads-05-view");
  await page.getByText("Delete view…").click();
  await page.getByRole("button", { name: "Delete this view" }).click();
  await page.locator("[data-toast]", { hasText: "View deleted" }).waitFor();
  same(await page.locator(".view-tabs a", { hasText: "Warm ones" }).count(), 0, "the view is gone");
}

async function board(stage, page) {
  await page.goto("/leads?bot=demo-agency&show=board");
  await stage.shot(page, "leads-06-board");
  const column = (status) => page.locator(`[data-status=${status}]`);
  const card = column("new").locator(".card").first();
  const id = await card.getAttribute("data-lead");
  const there = (status) => column(status).locator(`.card[data-lead="${id}"]`);
  await card.locator(".row-link").focus();
  await page.keyboard.press("m");
  await card.locator(".menu-title").waitFor();
  await stage.shot(page, "leads-07-move-to");
  await page.keyboard.press("1");
  await there("contacted").waitFor();
  same(await page.evaluate(() => document.activeElement?.closest(".card")?.getAttribute("data-lead")), id, "the focus goes along");

  await there("contacted").dragTo(column("qualified"), { sourcePosition: { x: 12, y: 12 }, targetPosition: { x: 60, y: 120 } });
  await there("qualified").waitFor();
  await page.locator("[data-toast]", { hasText: /moved to Qualified/ }).waitFor();

  await there("qualified").dragTo(column("lost"), { sourcePosition: { x: 12, y: 12 }, targetPosition: { x: 60, y: 120 } });
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("Bought elsewhere");
  await stage.shot(page, "leads-08-why");
  await dialog.getByRole("button", { name: "Move" }).click();
  await there("lost").waitFor();
  // The toast of the move before stands until this one is told.
  await page.locator("[data-toast]", { hasText: /moved to Lost/ }).waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await there("qualified").waitFor();
}

async function withoutScript(stage) {
  const page = await (await stage.visitor({ javaScriptEnabled: false, viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(page, "/leads?bot=demo-agency");
  await page.locator("[data-check]").first().check();
  await page.locator("[data-bulk-menu=a] > summary").click();
  await page.locator("[data-bulk-menu=a]").getByRole("button", { name: "Nobody" }).click();
  await page.locator("[data-toast]").waitFor();
  await page.getByRole("link", { name: "Board" }).click();
  await page.locator(".card-moves > summary").first().click();
  await page.locator(".card-moves[open]").getByRole("button", { name: "Contacted" }).click();
  await page.locator("[data-toast]", { hasText: /moved to Contacted/ }).waitFor();
}

/** The names of the rows, once the page stands whole: a page that is still coming has its first rows only. */
async function names(page) {
  await page.waitForLoadState();
  return (await page.locator("[data-list] .row-link").allInnerTexts()).map((name) => name.trim());
}
