// Proves the stage itself, on pages that tests/it/support/browser.rs serves.
export default async function (stage) {
  const page = await stage.open(process.env.AT ?? "/");
  stage.mustBeQuiet();
  await stage.axe(page, { disable: process.env.AT ? ["region", "landmark-one-main", "page-has-heading-one"] : [] });
  const button = page.getByRole("button");
  await button.click();
  await stage.shot(page, "self-test");
  return { button: await button.textContent() };
}
