// Files both ways in two browsers: a visitor sends a picture and is told why a drawing is not taken, an agent sees it in the
// Inbox and sends a text back. Axe looks at both sides, in both themes and from right to left.
import { check } from "./lib.mjs";
import { same, signIn, widget } from "./widget.mjs";

/** A red point of 48 by 32, as a real PNG. */
async function picture(page) {
  const url = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 48, height: 32 });
    const context = canvas.getContext("2d");
    context.fillStyle = "#b3261e";
    context.fillRect(0, 0, 48, 32);
    return canvas.toDataURL("image/png");
  });
  return Buffer.from(url.split(",")[1], "base64");
}

export default async function (stage) {
  const agent = await (await stage.visitor({ viewport: { width: 1440, height: 900 } })).newPage();
  await signIn(agent, "/inbox?bot=demo-shop");
  const page = await (await stage.visitor()).newPage();
  await page.goto("/");
  const w = widget(page);
  await w.open();
  await w.say("My lantern came with a cracked glass");
  const chooser = page.waitForEvent("filechooser");
  await w.panel.getByRole("button", { name: "Attach a file" }).click();
  await (await chooser).setFiles([
    { name: "lantern.png", mimeType: "image/png", buffer: await picture(page) },
    { name: "drawing.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>") },
    { name: "empty.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(0) },
  ]);
  const shown = w.log.getByRole("img", { name: "Picture: lantern.png" });
  await shown.waitFor();
  check(await shown.evaluate((image) => image.decode().then(() => image.naturalWidth)) === 48, "the picture is drawn");
  await w.panel.getByText("drawing.svg is of a kind that cannot be sent here.").waitFor();
  await w.panel.getByText("empty.pdf is empty.").waitFor();
  await w.log.getByText("Thank you, I have your file.").waitFor();
  // A browser tells of each answer that says no.
  const told = stage.problems.splice(0);
  check(told.length === 1 && told[0].includes("422"), `one file was refused: ${told}`);
  await stage.axe(page);
  await stage.shot(page, "attach-01-visitor");
  while (await w.panel.locator(".going li").count()) await w.panel.locator(".going").getByRole("button", { name: "Delete" }).first().click();

  const row = agent.locator(".talk", { hasText: "Anonymous" }).first();
  await agent.goto("/inbox?bot=demo-shop&show=assistant");
  await row.click();
  const seen = agent.locator("[data-log]").getByRole("img", { name: "Picture: lantern.png" });
  await seen.waitFor();
  check(await seen.evaluate((image) => image.decode().then(() => image.naturalWidth)) === 48, "and so the agent sees it");
  await agent.locator("html[data-listens]").waitFor();
  await agent.locator("#talk-file").setInputFiles([{ name: "How to hang it.txt", mimeType: "text/plain", buffer: Buffer.from("With a hook.\n") }]);
  await agent.locator("[data-log] .file-chip", { hasText: "How to hang it.txt" }).waitFor();
  const chip = w.log.getByRole("link", { name: /How to hang it.txt/ });
  await chip.waitFor();
  const loaded = await page.request.get(await chip.getAttribute("href"));
  same(await loaded.text(), "With a hook.\n", "what the visitor loads");
  await stage.axe(agent);
  await stage.shot(agent, "attach-02-agent");

  // After a reload the files are where they were.
  await page.reload();
  await w.panel.waitFor();
  await w.log.getByRole("img", { name: "Picture: lantern.png" }).waitFor();
  await w.log.getByRole("link", { name: /How to hang it.txt/ }).waitFor();
  await stage.axe(page);
  await stage.shot(page, "attach-03-again");
}
