// Does what a page made arrive, once, whatever the network and the browser do? Randomised visits in
// each engine, against the real Worker; then the same visits and faults with rivals' npm builds.
// DELIVERY_VISITS, DELIVERY_MINUTES, DELIVERY_ENGINES, DELIVERY_CLIENTS and DELIVERY_SEED choose less,
// or other visits.

import { type EngineName, ENGINES } from '../test/support/node/engines/engine.ts';
import { findEngine } from '../test/support/node/engines/find.ts';
import { Progress } from '../worker/cli/progress.ts';
import { deliver } from './delivery/deliver.ts';
import { planVisits } from './delivery/plan.ts';
import { openRival } from './delivery/rivals.ts';
import { openSojourn } from './delivery/sojourn.ts';
import type { Figures, Result } from './index.ts';

const { env } = process;
const VISITS = Number(env['DELIVERY_VISITS'] ?? 200);
/** No new visit after so many minutes of a client in an engine. */
const MINUTES = Number(env['DELIVERY_MINUTES'] ?? Infinity);
const SEED = Number(env['DELIVERY_SEED'] ?? 1);
const engines = (env['DELIVERY_ENGINES']?.split(',') ?? ENGINES) as EngineName[];
const clients = (env['DELIVERY_CLIENTS'] ?? 'sojourn,snowplow,segment').split(',');

/** Rivals lose something in most visits, and are waited for in vain. */
const patience = { most: 8_000, quiet: 4_000 };

const columns = [
  'visits',
  'made',
  'stored',
  'reported',
  'lost',
  'lost_though_kept',
  'twice',
  'copies',
  'invented',
  'holes',
  'accidents',
];

export const run = async (): Promise<Result> => {
  const json: Figures = {};
  const rows = [line('', columns)];
  for (const name of engines) {
    const figures: Figures = (json[name] = {});
    for (const client of clients) rows.push(...(await measure(name, client, figures)));
  }
  return { table: rows.join('\n'), json };
};

/** The lines of one client in one engine; its figures go into `figures`. */
const measure = async (name: EngineName, who: string, figures: Figures): Promise<string[]> => {
  const engine = findEngine(name);
  if (typeof engine === 'string') return [`${name} ${who}: not run, ${engine}`];
  const client = who === 'sojourn' ? await openSojourn() : await openRival(who);
  if (!client) return [`${name} ${who}: not run, its package cannot be had`];
  const progress = new Progress(`${name}, ${who}`);
  const end = performance.now() + MINUTES * 60_000;
  const visits = planVisits(SEED, VISITS, true);
  const { tally, missing, twice, holes } = await deliver(engine, client, visits, {
    patience,
    goOn(done) {
      progress.show(done, VISITS);
      return performance.now() < end;
    },
  });
  progress.clear();
  figures[who] = tally;
  const row = line(
    `${name} ${who}`,
    columns.map((column) => String(tally[column])),
  );
  return [
    row,
    ...(who === 'sojourn' ? [...missing, ...twice, ...holes.map((hole) => `  hole: ${hole}`)] : []),
  ];
};

const line = (first: string, rest: readonly string[]): string =>
  first.padEnd(20) + rest.map((text) => text.padStart(10)).join('');
