// Holds pieces of a streamed answer, one JSON a line on standard input, against OpenAI's specification; says what is wrong.
// Arguments: the folder of the npm packages, the specification.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [packages, specification] = process.argv.slice(2);
const Ajv = createRequire(`${resolve(packages)}/`)('ajv/dist/2020.js').default;
const api = JSON.parse(readFileSync(specification, 'utf8'));
const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema(api, 'api');
const check = ajv.compile({ $ref: 'api#/components/schemas/CreateChatCompletionStreamResponse' });
const wrong = readFileSync(0, 'utf8').split('\n').filter(Boolean).filter((line) => !check(JSON.parse(line)));
for (const line of wrong) console.log(line);
process.exit(wrong.length ? 1 : 0);
