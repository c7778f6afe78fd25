// The stage of a browser story: Chromium, its pages, and the checks that every page must pass.
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);

/** As the tests run it: headless, alone, with no word to the outside world. */
const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost",
];

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const DESKTOP = { viewport: { width: 1280, height: 860 } };

/** Waits until nothing fades or slides any more; what spins for ever may go on. */
function settled(page) {
  return page.evaluate(async () => {
    const roots = [document, ...[...document.querySelectorAll("*")].map((node) => node.shadowRoot).filter(Boolean)];
    const moving = roots.flatMap((root) => root.getAnimations());
    const ending = moving.filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
    await Promise.allSettled(ending.map((one) => one.finished));
  });
}

/** A fault that the story itself found. */
export function check(condition, words) {
  if (!condition) throw new Error(words);
}

export class Stage {
  baseUrl = process.env.BASE_URL;
  /** What went wrong on a page and was not announced by `expect`. */
  problems = [];
  #expected = [];
  #pages = [];
  #browser;

  async launch() {
    let chromium;
    try {
      ({ chromium } = require("playwright-core"));
    } catch {
      throw new Error("playwright-core is missing: run make setup");
    }
    const executablePath = process.env.FRONTDESK_CHROMIUM || "/usr/bin/chromium";
    this.#browser = await chromium.launch({ executablePath, args: FLAGS });
  }

  /** A new visitor: nothing stored, nothing shared. `phone`, `dark`, and any setting of a Playwright context. */
  async visitor({ phone = false, dark = false, ...settings } = {}) {
    const context = await this.#browser.newContext({
      ...(phone ? PHONE : DESKTOP),
      colorScheme: dark ? "dark" : "light",
      reducedMotion: "reduce",
      locale: "en-GB",
      timezoneId: "Europe/London",
      baseURL: this.baseUrl,
      ...settings,
    });
    context.setDefaultTimeout(15_000);
    context.on("page", (page) => this.#watch(page));
    return context;
  }

  /** A new visitor on a page: `open("/leads", { dark: true })`. */
  async open(at = "/", settings = {}) {
    const page = await (await this.visitor(settings)).newPage();
    await page.goto(at);
    return page;
  }

  /** Announces an error that a page is about to have, such as a lost network. */
  expect(pattern) {
    this.#expected.push(pattern);
  }

  #watch(page) {
    this.#pages.push(page);
    const note = (words) => {
      if (!this.#expected.some((pattern) => pattern.test(words))) this.problems.push(words);
    };
    page.on("pageerror", (error) => note(`${error.stack ?? error}`));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) {
        note(`console ${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    page.on("crash", () => note("the page crashed"));
  }

  /** Fails when a page had an error so far. */
  mustBeQuiet() {
    check(this.problems.length === 0, "a page had errors");
  }

  /** Fails on anything axe-core finds against WCAG 2.2 AA and its best practices. `disable`: rules by name. */
  async axe(page, { disable = [], within } = {}) {
    const source = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
    await settled(page);
    // Evaluated, not injected as a script: a page's content security policy stays in force.
    await page.evaluate(source);
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const rules = Object.fromEntries(disable.map((rule) => [rule, { enabled: false }]));
    const { violations } = await page.evaluate(
      ([scope, options]) => globalThis.axe.run(scope ?? document, options),
      [within, { runOnly: tags, rules, resultTypes: ["violations"] }],
    );
    const lines = violations.flatMap((violation) =>
      violation.nodes.map((node) => `  ${violation.id}: ${violation.help}: ${node.target.flat().join(" >> ")}\n    ${node.failureSummary}`),
    );
    check(lines.length === 0, `axe on ${page.url()}:\n${lines.join("\n")}`);
  }

  /** A screenshot in target/shots, to be looked at. */
  async shot(page, name, settings = {}) {
    const dir = process.env.SHOTS ?? "target/shots";
    await mkdir(dir, { recursive: true });
    await page.screenshot({ path: path.join(dir, `${name}.png`), animations: "disabled", ...settings });
  }

  /** What each open page looked like when the story failed. */
  async shotsOfFailure(name) {
    for (const [at, page] of this.#pages.entries()) {
      if (!page.isClosed()) await this.shot(page, `failed-${name}-${at}`, { timeout: 5_000 }).catch(() => {});
    }
  }

  async close() {
    await this.#browser?.close();
  }
}
