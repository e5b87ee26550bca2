// `npm run rebuild`: works out anew what is derived, and tells what differs; `--write` repairs it.

import { parseArgs } from 'node:util';
import { callApi } from './client.ts';
import { findTarget, type Target } from './import/target.ts';
import { dataFolder } from './paths.ts';

const USAGE = `npm run rebuild -- [options]

  --site       id of a site; without it all sites
  --write      write what differs; without it nothing is changed
  --url        a running Sojourn; without it the one on this machine, or one for the time being
  --key        admin or operator key; without it SOJOURN_KEY, or this machine's operator key`;

/** Names of changed rows that are printed of a table. */
const SHOWN = 5;

interface Piece {
  steps: { table: string; rows: number; changed: string[] }[];
  next: string | null;
}

interface Sum {
  rows: number;
  changed: Set<string>;
}

async function rebuildSite(target: Target, site: string, write: boolean): Promise<number> {
  const tables = new Map<string, Sum>();
  let after: string | null | undefined;
  while (after !== null) {
    const body = { write, ...(after !== undefined && { after }) };
    const path = `/v1/sites/${site}/rebuild`;
    const piece: Piece = await callApi<Piece>(target, 'POST', path, body);
    for (const { table, rows, changed } of piece.steps) {
      const sum = tables.get(table) ?? { rows: 0, changed: new Set<string>() };
      tables.set(table, sum);
      sum.rows += rows;
      for (const name of changed) sum.changed.add(name);
    }
    after = piece.next;
  }
  console.log(`\n  ${site}`);
  for (const [table, { rows, changed }] of tables) {
    const what = write ? 'written' : 'changed';
    console.log(
      `    ${table.padEnd(12)} ${String(rows).padStart(10)} rows, ${what} ${changed.size}`,
    );
    for (const name of [...changed].slice(0, SHOWN)) console.log(`      ${name}`);
  }
  return [...tables.values()].reduce((sum, { changed }) => sum + changed.size, 0);
}

async function sitesOf(target: Target): Promise<string[]> {
  const sites: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: { data: { id: string }[]; next_cursor: string | null } = await callApi(
      target,
      'GET',
      `/v1/sites?limit=1000${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    sites.push(...page.data.map(({ id }) => id));
    cursor = page.next_cursor;
  }
  return sites;
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      site: { type: 'string' },
      write: { type: 'boolean', default: false },
      url: { type: 'string' },
      key: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const key = values.key ?? process.env['SOJOURN_KEY'];
  const target = await findTarget({ url: values.url, key }, dataFolder());
  try {
    const sites = values.site === undefined ? await sitesOf(target) : [values.site];
    let changed = 0;
    for (const site of sites) changed += await rebuildSite(target, site, values.write);
    console.log(
      changed === 0
        ? '\n  Nothing is other than it follows from what is stored.'
        : values.write
          ? `\n  ${changed} rows were repaired.`
          : `\n  ${changed} rows differ. Nothing was changed: --write repairs them.`,
    );
    if (changed > 0 && !values.write) process.exitCode = 1;
  } finally {
    await target.close();
  }
}

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
