// Leads come in from a file: chosen, looked at, imported, seen to move, undone; in light, dark and on a phone.
import { check } from "./lib.mjs";
import { same, signIn } from "./widget.mjs";

const FILE = [
  "Vorname;Nachname;E-Mail;Telefon;Status;Budget (GBP);Notiz",
  "Ottoline;Marsh;ottoline@mail.example;07700 900456;Qualified;500;Met at the fair",
  "مريم;الحسن;maryam@mail.example;+447700900457;;900;",
  ";;nobody@;12;;;",
  "Ottoline;Marsh;ottoline@mail.example;;;700;",
  ...Array.from({ length: 30 }, (_, n) => `Guest;${n};guest${n}@mail.example;;;;`),
].join("\n");

const LOOKS = { light: {}, dark: { dark: true }, phone: { phone: true } };

export default async function (stage) {
  stage.expect(/status of 422/);
  for (const [look, settings] of Object.entries(LOOKS)) {
    const page = await (await stage.visitor(settings)).newPage();
    await signIn(page);
    const see = async (name) => {
      await stage.axe(page);
      await stage.shot(page, `import-${name}-${look}`, { fullPage: true });
      const { width, content } = await page.evaluate(() => ({ width: innerWidth, content: document.documentElement.scrollWidth }));
      check(content <= width, `${name} is ${content} px wide in a window of ${width} px`);
    };
    await page.goto("/leads/import?bot=demo-agency");
    await see("1-choose");
    await choose(page, "Name\n\"never closed\n");
    await page.getByRole("alert").getByText("A quote that opens in line 2").waitFor();
    await see("2-refused");
    await choose(page, FILE);
    await page.waitForURL("**/imports/*");
    same(await page.getByLabel("Vorname").inputValue(), "first_name", "what the first column is guessed to hold");
    await page.getByText("Email: not a full address").waitFor();
    await page.getByLabel("People who are leads already").selectOption("skip");
    await page.getByRole("button", { name: "Update" }).click();
    await page.getByText("Left out: a lead already").first().waitFor();
    await see("3-map");
    if (look !== "light") continue;
    await page.getByRole("button", { name: "Import 34 lines" }).click();
    await page.waitForURL("**/tasks/*");
    await page.getByText("32 new").waitFor();
    await page.getByText("1 could not be taken").waitFor();
    await see("4-done");
    const saved = page.waitForEvent("download");
    await page.getByRole("link", { name: "Lines left out, as CSV" }).click();
    same((await saved).suggestedFilename(), "left-out.csv", "the refused lines");
    await page.getByRole("button", { name: "Undo this import" }).click();
    await page.getByText("32 taken back").waitFor();
    await see("5-undone");
    await page.getByRole("link", { name: "All tasks" }).click();
    await page.getByRole("link", { name: "Undoing an import" }).waitFor();
    await see("6-tasks");
  }
  await withoutScript(stage);
}

async function choose(page, text) {
  await page.getByLabel("File").setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.getByRole("button", { name: "Read the file" }).click();
}

async function withoutScript(stage) {
  const page = await (await stage.visitor({ javaScriptEnabled: false })).newPage();
  await signIn(page);
  await page.goto("/leads/import");
  await choose(page, "Name,Email\nPlain Jane,jane@mail.example\n");
  await page.getByRole("button", { name: "Import 1 line" }).click();
  await page.waitForURL("**/tasks/*");
  for (let tries = 0; tries < 50 && !(await page.getByText("1 new").isVisible()); tries++) await page.reload();
  await page.getByText("1 new").waitFor();
  await page.goto("/leads?q=Plain+Jane");
  await page.getByRole("link", { name: /Plain Jane/ }).click();
  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export this lead" }).click();
  check((await saved).suggestedFilename().endsWith(".csv"), "a lead as a file");
}
