import {
  deepest,
  history,
  identityOfSite,
  ordersWithin,
  type Identity,
  type Reader,
} from '../history/index.ts';
import type { Answer } from './answers.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import { DiffFold, pathsQueryOf, picks, type DiffPass } from './diff.ts';
import { DIFF_SIDES, type Diff, type DiffPick, type DiffQuery } from './diff-query.ts';
import { SIDE_A, SIDE_B } from './diff-walk.ts';
import { durationOf } from './duration.ts';
import { filterDepth } from './filter.ts';
import { isStitched } from './overview-report.ts';
import { untimedIn } from './path-marks.ts';
import { pathsNeeds, tellsStages } from './path-walks.ts';
import { withPeople } from './person-conditions.ts';
import { rulesOf } from './site-rules.ts';
import { inTurns } from './turns.ts';

/** Where the journeys of two sides go different ways, and what of their conversion goes by that. */
export async function diff(context: ReportContext, query: DiffQuery): Promise<Answer<Diff>> {
  const scene = await sceneOf(context, query);
  const { reader, identity, fold } = scene;
  await readAll(scene);
  const [a, b] = fold.customers;
  const customers = new Set([...(a ?? []), ...(b ?? [])]);
  const stitched = [...customers].filter((customer) => isStitched(identity, customer)).length;
  const stitchedShare = shareOf(stitched, customers.size);
  return { data: fold.result(), rowsRead: reader.rowsRead, stitchedShare };
}

/** The customers behind a number: read twice, as a step is known by its states once all have been seen. */
export async function diffPeople(
  context: ReportContext,
  query: DiffQuery,
  pick: DiffPick,
): Promise<string[]> {
  const scene = await sceneOf(context, query);
  const { fold } = scene;
  await readAll(scene);
  const side = DIFF_SIDES.indexOf(pick.side);
  if (pick.from === undefined && pick.to === undefined)
    return [...(fold.customers[side] ?? [])].sort();
  const isPicked = picks(pick, fold.states());
  const bit = pick.side === 'a' ? SIDE_A : SIDE_B;
  const people = new Set<string>();
  fold.tell((sides, { customer, from, to }) => {
    if (customer !== undefined && (sides & bit) !== 0 && isPicked(from, to)) people.add(customer);
  });
  await readAll(scene);
  return [...people].sort();
}

interface Scene {
  context: ReportContext;
  reader: Reader;
  identity: Identity;
  query: DiffQuery;
  fold: DiffFold;
}

async function sceneOf(context: ReportContext, query: DiffQuery): Promise<Scene> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  return { context, reader, identity, query, fold: new DiffFold(query) };
}

/** Journeys that begin in one range are read together. */
async function readAll(scene: Scene): Promise<void> {
  const { a, b } = scene.query;
  const isOne = a.range.from === b.range.from && a.range.to === b.range.to;
  if (isOne) {
    await read(scene, { range: a.range, sides: SIDE_A | SIDE_B });
    return;
  }
  await read(scene, { range: a.range, sides: SIDE_A });
  await read(scene, { range: b.range, sides: SIDE_B });
}

/** People are judged by what was known at the end of each range. */
async function read(
  { context, reader, identity, query: asked, fold }: Scene,
  pass: DiffPass,
): Promise<void> {
  const { range } = pass;
  const query = await withPeople({ reader, identity, context }, { ...asked, range });
  const { now, site } = context;
  const asPaths = pathsQueryOf(query, range);
  const window = query.unit === 'session' ? 0 : (durationOf(query.window) ?? 0);
  const span = { from: tellsStages(asPaths) ? 0 : range.from, to: range.to + window };
  const orders = tellsStages(asPaths) ? await ordersWithin(reader, identity, span) : [];
  const walks = fold.pass(query, pass, { dataUntil: now, orders, stages: rulesOf(site).stages });
  const filters = [query.a.filter, query.b.filter];
  const { depth } = pathsNeeds(asPaths);
  // Who looks at sessions may look at their times.
  const untimed = filters.every((one) => one === undefined) ? untimedIn(asPaths, now) : undefined;
  for await (const items of history(reader, identity, {
    ...span,
    told: range,
    depth: deepest(depth, ...filters.map(filterDepth)),
    cookieless: query.unit === 'session',
    ...(untimed && { untimed: { ...untimed, but: identity.shared } }),
  })) {
    for (const item of items) walks.step(item);
  }
  await inTurns(walks.finish());
}
