import { history, identityOfSite, ordersWithin } from '../history/index.ts';
import type { Answer } from './answers.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import { durationOf } from './duration.ts';
import { isStitched } from './overview-report.ts';
import { PathsFold, pathsNeeds, tellsStages } from './paths.ts';
import type { Paths, PathsPick, PathsQuery } from './paths-query.ts';
import { withPeople } from './person-conditions.ts';
import { rulesOf } from './site-rules.ts';

/** Starts are those within the range; what lies in their window counts beyond it too. */
export async function paths(context: ReportContext, query: PathsQuery): Promise<Answer<Paths>> {
  const { data, rowsRead, keys, isJoined } = await run(context, query);
  const customers = new Set([...keys.values()].flat());
  const stitched = [...customers].filter(isJoined).length;
  return { data, rowsRead, stitchedShare: shareOf(stitched, customers.size) };
}

/** The customers behind a number of the report. */
export async function pathsPeople(
  context: ReportContext,
  query: PathsQuery,
  pick: PathsPick,
): Promise<string[]> {
  const { fold, keys } = await run(context, query);
  const people = new Set<string>();
  for (const key of fold.keysOf(pick)) for (const one of keys.get(key) ?? []) people.add(one);
  return [...people].sort();
}

interface Run {
  fold: PathsFold;
  data: Paths;
  rowsRead: number;
  /** Customers by the key of their path. */
  keys: Map<string, string[]>;
  isJoined: (customer: string) => boolean;
}

async function run(context: ReportContext, asked: PathsQuery): Promise<Run> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const query = await withPeople({ reader, identity, context }, asked);
  const span = spanOf(query);
  const orders = tellsStages(query) ? await ordersWithin(reader, identity, span) : [];
  const keys = new Map<string, string[]>();
  const onPath = (customer: string, key: string): void => {
    const others = keys.get(key);
    if (others === undefined) keys.set(key, [customer]);
    else others.push(customer);
  };
  const { stages } = rulesOf(context.site);
  const fold = new PathsFold(query, { dataUntil: context.now, orders, onPath, stages });
  const { events, pages, names } = pathsNeeds(query);
  for await (const items of history(reader, identity, {
    ...span,
    events,
    pages,
    ...(names && { names }),
  })) {
    for (const item of items) fold.step(item);
  }
  const data = fold.result();
  const isJoined = (customer: string): boolean => isStitched(identity, customer);
  return { fold, data, rowsRead: reader.rowsRead, keys, isJoined };
}

/** What must be read. A stage is the outcome of a whole life. */
function spanOf(query: PathsQuery): { from: number; to: number } {
  const { range, direction, unit } = query;
  const window = unit === 'session' ? 0 : (durationOf(query.window) ?? 0);
  const before = direction === 'backward' ? window : 0;
  const from = tellsStages(query) ? 0 : Math.max(0, range.from - before);
  return { from, to: range.to + window };
}
