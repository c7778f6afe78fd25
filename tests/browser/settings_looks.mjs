// The pages of tags and of the score, as they begin and with a mistake on them, in light, dark and on a phone.
import { signIn } from "./widget.mjs";

const PAGES = {
  tags: "/settings/tags?bot=demo-shop",
  score: "/settings/score?bot=demo-agency",
};

const LOOKS = { light: {}, dark: { dark: true }, phone: { phone: true }, zoom: { viewport: { width: 320, height: 640 } } };

export default async function (stage) {
  for (const [look, settings] of Object.entries(LOOKS)) {
    const page = await (await stage.visitor(settings)).newPage();
    await signIn(page);
    for (const [name, path] of Object.entries(PAGES)) {
      await page.goto(path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await stage.axe(page);
      await stage.shot(page, `settings-${name}-${look}`, { fullPage: true });
    }
    await page.close();
  }
}
