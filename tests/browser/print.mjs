// What comes out of a printer: the page alone, dark on white, nothing of the desk around it.
import { check } from "./lib.mjs";
import { signIn } from "./widget.mjs";

export default async function (stage) {
  const page = await (await stage.visitor({ dark: true })).newPage();
  await signIn(page, "/leads?bot=demo-agency&q=Samir+Benali");
  const lead = (await page.locator(".row-link").first().getAttribute("href")).split("?")[0];
  for (const [name, path] of [["lead", lead], ["list", "/leads?bot=demo-agency"], ["overview", "/overview?bot=demo-agency"], ["board", "/leads?bot=demo-agency&show=board"]]) {
    await page.goto(path);
    await page.emulateMedia({ media: "print", colorScheme: "light" });
    await stage.shot(page, `print-${name}`, { fullPage: true });
    check(!(await page.locator(".side").isVisible()), `${name} prints without the sidebar`);
    for (const control of ["button:visible", "select:visible", "textarea:visible", "input:not([type=hidden]):visible"]) {
      const left = await page.locator(`main ${control}`).allInnerTexts();
      check(left.length === 0, `${name} prints ${control} ${left}`);
    }
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    check(["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"].includes(paper), `${name} prints on ${paper}`);
    await page.emulateMedia({ media: null, colorScheme: null });
  }
}
