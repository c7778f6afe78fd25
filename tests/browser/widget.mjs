// The widget as a visitor finds it: by its roles and its words. Playwright looks into the open shadow root.
import { createServer } from "node:http";
import { check } from "./lib.mjs";

/** The widget of a page. `name` is the bot's, as the panel is called by it. */
export function widget(page) {
  const host = page.locator("frontdesk-chat");
  const panel = host.getByRole("dialog");
  const log = panel.getByRole("log");
  const composer = panel.locator(".composer textarea");
  return {
    host,
    panel,
    log,
    composer,
    launcher: host.locator(".launcher"),
    teaser: host.locator(".teaser"),
    strip: panel.locator(".strip"),
    /** The form cards; a story waits for the one it means. */
    form: panel.locator(".card.form"),
    receipt: panel.locator(".card.receipt"),
    async open() {
      await this.launcher.click();
      await panel.waitFor();
    },
    async say(text) {
      await composer.fill(text);
      await composer.press("Enter");
    },
    /** What the visitor has written, as it stands in the log. */
    async mine() {
      return log.locator(".bubble.visitor, .visitor .bubble").allInnerTexts();
    },
    hears: (words) => log.getByText(words).last().waitFor(),
  };
}

/** What the page keeps: cookies, stores, and how many sockets were opened. */
export async function kept(page) {
  const stores = await page.evaluate(() => [localStorage.length, sessionStorage.length]);
  return { cookies: (await page.context().cookies()).length, local: stores[0], session: stores[1] };
}

/** Every request and socket of a page from now on. */
export function listen(page) {
  const heard = { requests: [], sockets: [] };
  page.on("request", (request) => heard.requests.push(new URL(request.url()).pathname));
  page.on("websocket", (socket) => heard.sockets.push(socket.url()));
  return heard;
}

export function same(actual, expected, words) {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  check(a === b, `${words}: ${a}, expected ${b}`);
}

/** Fills the open form in and sends it. */
export async function send(w, values) {
  for (const [label, value] of Object.entries(values)) await w.form.getByLabel(label).fill(value);
  for (const box of await w.form.getByRole("checkbox").all()) await box.check();
  await w.form.getByRole("button", { name: "Send details" }).click();
  await w.receipt.last().waitFor();
}

/** Opens the demo's mailbox until it holds so many e-mails about somebody: they leave after the answer. */
export async function mailsAre(page, name, count) {
  for (let tries = 0; tries < 50; tries += 1) {
    await page.goto("/demo/mail");
    const thread = page.locator(".thread-line", { hasText: name });
    if ((await thread.count()) === 1) {
      await thread.press("Enter");
      await page.locator("details.mail").first().waitFor();
      if ((await page.locator("details.mail").count()) === count) return;
    }
  }
  throw new Error(`the mailbox never held ${count} e-mails about ${name}`);
}

/** Serves a page of another origin with the widget on it, which allows only what the widget's README says. */
export async function onStrictHost(base, act) {
  const server = createServer((request, response) => {
    if (request.url !== "/") return response.writeHead(204).end();
    response.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy":
        `default-src 'none'; script-src ${base}; connect-src ${base} ${base.replace("http", "ws")}; img-src 'none'`,
    });
    response.end(`<!doctype html><html lang="en"><title>Host</title><main><h1>Host</h1></main>
      <script async src="${base}/widget.js" data-bot="demo-shop"></script>`);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  try {
    await act(`http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** Signs in on the dashboard. */
export async function signIn(page, next = "/leads") {
  await page.goto(next);
  await page.getByLabel("Email").fill(process.env.LOGIN_EMAIL);
  await page.getByLabel("Password").fill(process.env.LOGIN_PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname + url.search === next);
}
