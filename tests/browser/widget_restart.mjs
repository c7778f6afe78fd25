// The server is killed in the middle of a conversation and started again on the same data.
import { check } from "./lib.mjs";
import { same, widget } from "./widget.mjs";

export default async function (stage) {
  const page = await stage.open("/");
  const w = widget(page);
  await w.open();
  await w.say("I want a refund for my lantern");
  await w.form.waitFor();
  await w.form.getByLabel("Name").fill("Ada Grove");

  stage.expect(/WebSocket|ERR_CONNECTION_REFUSED/);
  await tell("stop");
  await w.say("Are you still there?");
  await w.strip.getByText(/Reconnecting/).first().waitFor();
  await w.log.getByText("Waiting to send").waitFor();
  same(await w.form.getByLabel("Name").inputValue(), "Ada Grove", "the form keeps what was typed");
  await tell("start");
  await w.strip.getByText("Back online").waitFor();
  await w.log.getByText("Waiting to send").waitFor({ state: "detached" });
  const email = w.form.last().getByLabel("Email");
  await w.form.last().getByLabel("Name").fill("Ada Grove");
  await email.fill("ada@example.org");
  await w.form.last().getByLabel("Order number").fill("LL-20418");
  for (const box of await w.form.last().getByRole("checkbox").all()) await box.check();
  await w.form.last().getByRole("button", { name: "Send details" }).click();
  await w.receipt.waitFor();
  await page.reload();
  await w.receipt.waitFor();
  same(await w.receipt.count(), 1, "receipts");
  const mine = await w.log.locator(".line.visitor .bubble").allInnerTexts();
  same(mine, ["I want a refund for my lantern", "Are you still there?"], "each said once");
}

async function tell(what) {
  const answer = await fetch(`${process.env.CONTROL}/${what}`, { method: "POST" });
  check(answer.ok, `${what}: ${answer.status}`);
}
