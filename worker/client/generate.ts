// `node worker/client/generate.ts`: paths.ts, the types of the API, from its own description.
// The generator needs a TypeScript older than ours, so this folder is a workspace of its own.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { describeApi } from '../cli/docs.ts';

/** Methods and parameters that are not there go without saying. */
const NEVER = /^ +(get|put|post|delete|options|head|patch|trace|cookie)\?: never;\n/gm;

/** The text of paths.ts. */
export async function pathsFile(): Promise<string> {
  const withoutExamples = JSON.stringify(await describeApi(), (name, value: unknown) =>
    name === 'example' || name === 'examples' ? undefined : value,
  );
  // Plain JSON, of which the generator has a type of its own.
  const document = JSON.parse(withoutExamples) as OpenAPI3;
  const types = astToString(await openapiTS(document, { alphabetize: true })).replace(NEVER, '');
  return `// Made from the description of the API. Not for editing.\n\n${types}`;
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, 'paths.ts'), await pathsFile());
