// A lost network, a reload, a second tab, a strict host page: nothing is lost, nothing is said twice.
import { check } from "./lib.mjs";
import { onStrictHost, same, widget } from "./widget.mjs";

export default async function (stage) {
  const context = await stage.visitor();
  let isCut = false;
  await context.routeWebSocket(/\/ws\?/, (socket) => (isCut ? socket.close({ code: 1013 }) : socket.connectToServer()));
  await context.route(/\/(stream|frames)\?/, (route) => (isCut ? route.abort() : route.continue()));
  const page = await context.newPage();
  await page.goto("/");
  const w = widget(page);
  await w.open();
  await w.say("How long does delivery take?");
  await w.hears(/Standard delivery/);

  stage.expect(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket/);
  isCut = true;
  await context.setOffline(true);
  for (const words of ["First while away", "Second while away", "Third while away"]) await w.say(words);
  await w.strip.getByText("No connection. Messages will send later.").waitFor();
  await w.log.getByText("Waiting to send").first().waitFor();
  await stage.axe(page, { within: "frontdesk-chat" });
  await stage.shot(page, "network-01-offline");

  // The page comes back before the socket does.
  await context.setOffline(false);
  await page.reload();
  await w.panel.waitFor();
  await w.hears("Third while away");
  same(await mine(w), ["First while away", "Second while away", "Third while away"], "queued over a reload");
  await w.strip.getByText(/Reconnecting/).first().waitFor();
  await stage.shot(page, "network-02-reconnecting");
  isCut = false;
  const again = w.strip.getByRole("button", { name: "Try now" });
  if (await again.isVisible()) await again.click().catch(() => {});
  await w.strip.getByText("Back online").waitFor();
  await w.log.getByText("Waiting to send").waitFor({ state: "detached" });
  const all = ["How long does delivery take?", "First while away", "Second while away", "Third while away"];
  await answered(w, 4);
  same(await mine(w), all, "sent once, in order");
  await stage.shot(page, "network-03-back");

  const other = await context.newPage();
  await other.goto("/");
  const w2 = widget(other);
  if (!(await w2.panel.isVisible())) await w2.launcher.click();
  await w2.hears("Third while away");
  await w2.say("Said in the second tab");
  await w.hears("Said in the second tab");
  await w.say("Said in the first tab");
  await w2.hears("Said in the first tab");
  await answered(w, 6);
  await answered(w2, 6);
  same(await mine(w2), [...all, "Said in the second tab", "Said in the first tab"], "both tabs tell the same");
  same(await mine(w), await mine(w2), "both tabs tell the same");

  await strictHost(stage);
}

/** The widget on a page of another origin that allows only what the README says. */
async function strictHost(stage) {
  await onStrictHost(stage.baseUrl, async (address) => {
    stage.mustBeQuiet();
    const page = await stage.open(address);
    const w = widget(page);
    await w.open();
    await w.say("I want a refund");
    await w.form.waitFor();
    check((await w.panel.boundingBox()).width > 300, "the panel has its styles");
    const fill = await w.launcher.evaluate((node) => getComputedStyle(node).backgroundColor);
    same(fill, "rgb(23, 96, 78)", "the accent on a strict page");
    await stage.shot(page, "network-04-strict-host");
    stage.mustBeQuiet();
  });
}

/** Waits until the log holds an answer after each of so many messages of the visitor. */
async function answered(w, count) {
  await w.log.locator(".line.visitor").nth(count - 1).waitFor();
  await w.log.locator(".line.typing").waitFor({ state: "detached" });
}

const mine = (w) => w.log.locator(".line.visitor .bubble").allInnerTexts();
