// Hours, canned replies, the team and one's own page at work: hours with a preview that follows, somebody who is asked to join
// in a second browser, a reply with a variable; then without a script; and each page in light, dark, on a phone and at 400%.
import { check } from "./lib.mjs";
import { mailsAre, signIn } from "./widget.mjs";

const HOURS = "/settings/hours?bot=demo-shop";
const CANNED = "/settings/canned?bot=demo-shop";

export default async function (stage) {
  stage.expect(/status of 422/);
  stage.expect(/status of 404/);
  const owner = await (await stage.visitor({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(owner, HOURS);
  await hours(owner);
  await plain(stage);
  await replies(owner);
  await invite(stage, owner);
  const looks = { light: {}, dark: { dark: true }, phone: { phone: true }, zoom: { viewport: { width: 320, height: 640 } }, rtl: { rtl: true } };
  for (const [look, settings] of Object.entries(looks)) await see(stage, look, settings);
}

/** With scripts: the preview follows, rows come and go in place, and what is saved is there after a reload. */
async function hours(page) {
  const preview = page.locator("[data-preview]");
  await preview.getByText("Always open").waitFor();
  await page.getByLabel("At these hours").check();
  await preview.getByText("is closed until").first().waitFor();
  await preview.getByText("In New York the same moment is:").waitFor();
  await page.getByRole("button", { name: "Add a closure" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Christmas");
  await page.getByLabel("First day").fill("2026-12-24");
  await page.getByLabel("Last day").fill("2026-12-20");
  await page.getByLabel("Saturday, from").fill("22:00");
  await page.getByLabel("Saturday, to", { exact: true }).fill("2:00");
  await page.getByRole("button", { name: "Save hours" }).last().click();
  await page.getByText("Enter a last day that is not before the first").waitFor();
  await page.getByLabel("Last day").fill("2027-01-02");
  await page.getByLabel("Each year").check();
  await page.getByRole("button", { name: "Save hours" }).last().click();
  await page.getByRole("status").getByText("Saved").waitFor();
  check((await page.getByLabel("Saturday, to", { exact: true }).inputValue()) === "02:00", "Saturday's end is kept");
  check(await page.getByLabel("Each year").isChecked(), "it comes each year");
}

/** The same without a script: every button loads the page anew and keeps what was typed. */
async function plain(stage) {
  const page = await (await stage.visitor({ javaScriptEnabled: false })).newPage();
  await signIn(page, HOURS);
  await page.getByLabel("Monday, from").fill("10:00");
  await page.getByRole("button", { name: "Tuesday to Friday as Monday" }).click();
  check((await page.getByLabel("Friday, from").inputValue()) === "10:00", "Friday is as Monday");
  await page.getByRole("button", { name: "Times on Sunday" }).click();
  check((await page.getByLabel("Sunday, from").count()) === 2, "Sunday has room for two times");
  await page.getByRole("button", { name: "Remove Christmas" }).click();
  check((await page.getByLabel("First day").count()) === 0, "the closure is gone");
  await page.getByRole("button", { name: "Save hours" }).last().click();
  await page.getByRole("status").getByText("Saved").waitFor();
  await page.goto("/profile");
  await page.getByLabel("Away").check();
  await page.getByRole("button", { name: "Save availability" }).click();
  await page.getByText("Owner, away").first().waitFor();
  await page.getByLabel("Available").check();
  await page.getByRole("button", { name: "Save availability" }).click();
  await page.getByRole("status").getByText("Saved").waitFor();
}

async function replies(page) {
  await page.goto(CANNED);
  await page.getByRole("link", { name: "New reply" }).click();
  await page.getByLabel("Shortcut").fill("hello");
  await page.getByLabel("Title").fill("Hello");
  await page.getByLabel("Text, English").fill("Hello {{frist_name}}, how can I help?");
  await page.getByRole("button", { name: "Save reply" }).click();
  await page.getByText("is no variable").waitFor();
  await page.getByLabel("Text, English").fill("Hello {{first_name|there}}, how can I help?");
  await page.getByLabel("Another language").selectOption("de");
  await page.getByRole("button", { name: "Add a language" }).click();
  await page.getByText("Hello Jemima, how can I help?").waitFor();
  await page.getByLabel("Text, Deutsch").fill("Guten Tag {{first_name}}, was kann ich für Sie tun?");
  await page.getByRole("button", { name: "Save reply" }).click();
  await page.getByRole("status").getByText("Saved").waitFor();
  const offer = await page.evaluate(async () => (await fetch("/inbox/canned?bot=demo-shop&q=hel")).json());
  check(offer.replies[0].text === "Hello there, how can I help?", JSON.stringify(offer));
}

/** Asked in one browser, joined in another: by the link on the page, which is also in the e-mail. */
async function invite(stage, page) {
  await page.goto("/team");
  await page.getByRole("link", { name: "Ask somebody to join" }).click();
  await page.getByLabel("Email").fill("una@hearth.example");
  await page.getByRole("radio", { name: /^Agent/ }).check();
  await page.getByRole("checkbox", { name: /^Settings/ }).uncheck();
  await page.getByRole("button", { name: "Send the invitation" }).click();
  await page.getByRole("status").getByText("The invitation is on its way").waitFor();
  const link = new URL(await page.getByLabel("Link for una@hearth.example").inputValue());
  await page.goto("/demo/mail");
  await mailsAre(page, "asks you to join", 1);
  const una = await (await stage.visitor()).newPage();
  await una.goto(link.pathname + link.search);
  await stage.axe(una);
  await stage.shot(una, "join-light");
  await una.getByLabel("Your name").fill("Una Pell");
  await una.getByLabel("Password").fill("short");
  await una.getByRole("button", { name: "Join" }).click();
  await una.getByText("Use at least 8 characters").waitFor();
  await una.getByLabel("Password").fill("a longer one");
  await una.getByRole("button", { name: "Join" }).click();
  await una.waitForURL("**/profile");
  check((await una.getByRole("link", { name: "Team" }).count()) === 0, "an agent has no team page");
  await page.goto("/team");
  await page.getByRole("link", { name: "Edit Una Pell" }).click();
  await page.getByText("Remove from the team").click();
  await page.getByRole("button", { name: "Remove Una Pell" }).click();
  await page.getByRole("status").getByText("Removed from the team").waitFor();
  await una.goto("/profile");
  await una.getByRole("button", { name: "Sign in" }).waitFor();
  // One is left to be looked at.
  await page.getByRole("link", { name: "Ask somebody to join" }).click();
  await page.getByLabel("Email").fill("mirela.with-a-long-address@hearth.example");
  await page.getByRole("button", { name: "Send the invitation" }).click();
  await page.getByRole("status").getByText("The invitation is on its way").waitFor();
}

async function see(stage, look, { rtl = false, ...settings }) {
  const context = await stage.visitor(settings);
  if (rtl) await context.addInitScript(() => addEventListener("DOMContentLoaded", () => (document.documentElement.dir = "rtl")));
  const page = await context.newPage();
  const seen = async (name) => {
    await stage.axe(page);
    await stage.shot(page, `team-${name}-${look}`, { fullPage: true });
    const { width, content, wide } = await page.evaluate(() => ({
      width: innerWidth,
      content: document.documentElement.scrollWidth,
      wide: [...document.querySelectorAll("main *")]
        .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 3)
        .map((one) => `${one.tagName}.${one.className}`),
    }));
    check(content <= width, `${name} is ${content} px wide in a window of ${width} px (${look}): ${wide}`);
  };
  await signIn(page, HOURS);
  await seen("hours");
  await page.getByRole("button", { name: "Add an opening" }).click();
  await page.getByLabel("First day").waitFor();
  await page.getByLabel("Name", { exact: true }).fill("Advent fair");
  await page.getByLabel("Monday, to", { exact: true }).fill("nine");
  await page.getByText("In other languages").click();
  await page.getByRole("button", { name: "Save hours" }).last().click();
  await page.getByText("Enter the first day").waitFor();
  await seen("hours-wrong");
  await page.goto(CANNED);
  await seen("canned");
  await page.getByRole("link", { name: "Edit /hello" }).click();
  await page.getByText("Delete this reply").click();
  await seen("canned-edit");
  await page.goto("/team");
  await seen("members");
  await page.goto("/team?edit=new");
  await page.getByRole("button", { name: "Send the invitation" }).click();
  await page.getByText("Enter a full email address").waitFor();
  await seen("invite-wrong");
  await page.goto("/profile");
  await seen("profile");
}
