// `npm run -s bench -- NAME [--json] [--events N]`: one module of this folder, as a table or one line of JSON.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** Figures by name, those of a comparison one level down. */
export interface Figures {
  [name: string]: number | Figures;
}

/** What a bench may be told. */
export interface Options {
  /** How many events to make; each has its own number else. */
  events?: number;
}

export interface Result {
  table: string;
  json: Figures;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, events: { type: 'string' } },
});
const [name = ''] = positionals;
const file = join(import.meta.dirname, `${name}.ts`);

if (!/^[a-z]+$/.test(name) || name === 'index' || !existsSync(file)) {
  const names = readdirSync(import.meta.dirname)
    .filter((entry) => entry.endsWith('.ts') && entry !== 'index.ts')
    .map((entry) => entry.slice(0, -3));
  console.error(
    `npm run -s bench -- NAME [--json] [--events N], where NAME is one of: ${names.join(', ')}`,
  );
  process.exit(1);
}

const { run } = (await import(file)) as { run: (options: Options) => Promise<Result> };
const { table, json } = await run(
  values.events === undefined ? {} : { events: Number(values.events) },
);
console.log(values.json ? JSON.stringify(json) : table);
process.exit(0);
