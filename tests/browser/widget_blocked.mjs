// A network that lets no websocket through, and one that lets no stream through either: the visitor notices nothing.
import { check } from "./lib.mjs";
import { kept, listen, onStrictHost, same, widget } from "./widget.mjs";

export default async function (stage) {
  await withoutSockets(stage);
  await withoutStreams(stage);
  await onStrictHost(stage.baseUrl, (address) => elsewhere(stage, address));
}

/** Websockets are closed at once; all else works. */
async function withoutSockets(stage) {
  const context = await stage.visitor();
  await context.routeWebSocket(/\/ws\?/, (socket) => socket.close({ code: 1011 }));
  const page = await context.newPage();
  await page.goto("/");
  const heard = listen(page);
  const w = widget(page);
  // Waited for from before the panel opens: the stream may be there first.
  const streamed = page.waitForResponse((answer) => answer.url().includes("/stream?"));
  await w.open();
  await streamed;
  same(await kept(page), { cookies: 0, local: 0, session: 0 }, "kept of who only looks");

  await w.say("How long does delivery take?");
  await w.hears(/Standard delivery/);
  await w.say("I want a refund for my lantern");
  await w.form.waitFor();
  await w.form.getByLabel("Name").fill("Ada Grove");
  await w.form.getByLabel("Email").fill("ada@example.org");
  await w.form.getByLabel("Order number").fill("LL-20418");
  for (const box of await w.form.getByRole("checkbox").all()) await box.check();
  // The server finds what the page did not: the answer comes back beside its field.
  await page.route(/\/frames\?/, spoiling());
  await w.form.getByRole("button", { name: "Send details" }).click();
  await w.form.getByText("Enter a full email address, like name@example.com").first().waitFor();
  check(!(await w.receipt.isVisible()), "nothing was stored");
  await w.form.getByRole("button", { name: "Send details" }).click();
  await w.receipt.waitFor();
  await w.hears(/Thank you, Ada/);
  same(await w.mine(), ["How long does delivery take?", "I want a refund for my lantern"], "each said once");
  check(!(await w.strip.isVisible()), "nothing is said of a connection that holds");
  check(heard.requests.filter((path) => path === "/stream").length <= 2, "one stream carries it all");
  await stage.shot(page, "blocked-01-no-socket");

  // The next page knows, and two tabs tell the same.
  const other = await context.newPage();
  const there = listen(other);
  await other.goto("/");
  const w2 = widget(other);
  if (!(await w2.panel.isVisible())) await w2.launcher.click();
  await w2.receipt.waitFor();
  same(there.sockets, [], "sockets tried by a page that knows better");
  await w2.say("Said in the second tab");
  await w.hears("Said in the second tab");
  await context.close();
}

/** Spoils the e-mail address in the first form on its way, as no page would send it. */
function spoiling() {
  let isSpoilt = false;
  return async (route) => {
    const body = JSON.parse(route.request().postData());
    const form = body.frames.find((frame) => frame.type === "form.submit");
    if (isSpoilt || !form) return route.continue();
    isSpoilt = true;
    form.values.email = "ada@example";
    await route.continue({ postData: JSON.stringify(body) });
  };
}

/** Websockets never open, and an answer is passed on only when it has ended, which a stream never does. */
async function withoutStreams(stage) {
  const context = await stage.visitor();
  await context.addInitScript(() => {
    globalThis.WebSocket = class {
      readyState = 0;
      send() {}
      close() {}
    };
  });
  const heldBack = [];
  await context.route(/\/stream\?/, (route) => void heldBack.push(route));
  const page = await context.newPage();
  await page.goto("/");
  const w = widget(page);
  await w.open();
  await w.say("How long does delivery take?");
  await w.hears(/Standard delivery/);
  await w.say("I want a refund for my lantern");
  await w.form.waitFor();
  same(await w.mine(), ["How long does delivery take?", "I want a refund for my lantern"], "each said once");
  check(heldBack.length === 1, `a stream was tried once, not ${heldBack.length} times`);
  await stage.axe(page, { within: "frontdesk-chat" });
  await stage.shot(page, "blocked-02-no-stream");
  await context.close();
}

/** From a page of another site: the browser asks nobody for leave, and lets the page read the answers. */
async function elsewhere(stage, address) {
  const context = await stage.visitor();
  await context.routeWebSocket(/\/ws\?/, (socket) => socket.close({ code: 1011 }));
  const methods = [];
  context.on("request", (request) => methods.push(request.method()));
  const page = await context.newPage();
  await page.goto(address);
  const w = widget(page);
  await w.open();
  await w.say("How long does delivery take?");
  await w.hears(/Standard delivery/);
  same([...new Set(methods)].sort(), ["GET", "POST"], "methods");
  await context.close();
}
