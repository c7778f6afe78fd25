// The Leads page in each of its states, in light, dark, on a phone, zoomed and right to left: no fault for axe, nothing cut.
import { check } from "./lib.mjs";
import { signIn } from "./widget.mjs";

const LOOKS = {
  light: {},
  dark: { dark: true },
  phone: { phone: true },
  // 1280 px at 400 % (WCAG 1.4.10).
  zoomed: { viewport: { width: 320, height: 256 } },
};

export default async function (stage) {
  for (const [look, settings] of Object.entries(LOOKS)) {
    const page = await (await stage.visitor(settings)).newPage();
    await signIn(page, "/leads?bot=demo-agency");
    const see = async (name) => {
      await stage.axe(page);
      await stage.shot(page, `leads-${name}-${look}`);
      const { width, content } = await page.evaluate(() => ({ width: innerWidth, content: document.documentElement.scrollWidth }));
      check(content <= width, `${name} is ${content} px wide in a window of ${width} px (${look})`);
    };
    await see("table");
    await page.goto("/leads?bot=demo-agency&temperature=hot&captured=90&min=10&sort=updated");
    await see("filtered");
    await page.locator("[data-more] > summary").click();
    await see("more");
    await page.goto("/leads?bot=demo-agency&q=nobody-of-this-name&status=lost");
    await see("none");
    await page.goto("/leads?bot=demo-agency&show=board");
    await see("board");
    await page.goto("/leads?bot=demo-shop");
    await see("support");
    if (look === "light" || look === "dark") {
      await page.locator("[data-check]").first().check();
      await see("checked");
    }
    await page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
    await see("rtl");
  }
}
