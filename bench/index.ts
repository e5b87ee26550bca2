// `npm run -s bench -- NAME [--json]`: one module of this folder, as a table or one line of JSON.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** Figures by name, those of a comparison one level down. */
export interface Figures {
  [name: string]: number | Figures;
}

export interface Result {
  table: string;
  json: Figures;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const [name = ''] = positionals;
const file = join(import.meta.dirname, `${name}.ts`);

if (!/^[a-z]+$/.test(name) || name === 'index' || !existsSync(file)) {
  const names = readdirSync(import.meta.dirname)
    .filter((entry) => entry.endsWith('.ts') && entry !== 'index.ts')
    .map((entry) => entry.slice(0, -3));
  console.error(`npm run -s bench -- NAME [--json], where NAME is one of: ${names.join(', ')}`);
  process.exit(1);
}

const { run } = (await import(file)) as { run: () => Promise<Result> };
const { table, json } = await run();
console.log(values.json ? JSON.stringify(json) : table);
process.exit(0);
