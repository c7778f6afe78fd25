// Runs one browser story: `node run.mjs NAME` imports ./NAME.mjs and calls its default export with a stage.
// Standard output holds what the story returned, as JSON, and nothing else; everything said goes to standard error.
// The exit code is not 0 when the story threw, or when a page had an error that it did not announce.
import { Stage } from "./lib.mjs";

console.log = console.info = console.error;
const name = process.argv[2];
const stage = new Stage();
try {
  const { default: story } = await import(`./${name}.mjs`);
  await stage.launch();
  const told = await story(stage);
  stage.mustBeQuiet();
  process.stdout.write(JSON.stringify(told ?? null));
} catch (error) {
  console.error(error);
  await stage.shotsOfFailure(name);
  for (const problem of stage.problems) console.error(`on the page: ${problem}`);
  process.exitCode = 1;
} finally {
  await stage.close();
}
