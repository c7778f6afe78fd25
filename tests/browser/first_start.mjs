// A new installation: the printed link, the owner, the empty list with the snippet, and the link used up.
import { check } from "./lib.mjs";

export default async function (stage) {
  const link = `/setup?token=${process.env.TOKEN}`;
  stage.expect(/status of (403|404|410|422)/);
  const page = await stage.open(link);
  await page.getByRole("heading", { name: "Set up your desk" }).waitFor();
  await stage.axe(page);
  await stage.shot(page, "first-01-setup");
  await page.getByRole("button", { name: "Create the owner" }).click();
  await page.locator("[aria-invalid=true]").first().waitFor();
  await stage.axe(page);
  await stage.shot(page, "first-02-errors");
  await page.getByLabel("Organisation name").fill("Thistle & Thread");
  await page.getByLabel("Your name").fill("Isla Munro");
  await page.getByLabel("Email").fill("isla@thistle.example");
  await page.getByLabel("Password").fill("a long walk by the loch");
  await page.getByRole("button", { name: "Create the owner" }).click();
  await page.waitForURL("**/leads*");
  await page.getByText("Your first lead will appear here").waitFor();
  const snippet = await page.locator(".snippet").innerText();
  check(/<script async src="http[^"]+\/widget\.js" data-bot="[^"]+"><\/script>/.test(snippet), `the snippet: ${snippet}`);
  await stage.axe(page);
  await stage.shot(page, "first-03-empty");

  // The snippet works on a page as it is printed.
  const key = snippet.match(/data-bot="([^"]+)"/)[1];
  const config = await page.request.get(`/api/widget/${key}`);
  check(config.ok(), `the widget's settings: ${config.status()}`);

  for (const [look, settings] of Object.entries({ dark: { dark: true }, phone: { phone: true } })) {
    const again = await stage.open(link, settings);
    check(!(await again.getByText("Set up your desk").isVisible()), "the link works once");
    await stage.axe(again);
    await stage.shot(again, `first-04-used-${look}`);
  }
}
