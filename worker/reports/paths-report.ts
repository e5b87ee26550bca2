import {
  history,
  identityOfSite,
  ordersWithin,
  PersonSet,
  type Identity,
} from '../history/index.ts';
import type { Answer } from './answers.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import { durationOf } from './duration.ts';
import { PathsFold } from './paths.ts';
import type { Paths, PathsPick, PathsQuery } from './paths-query.ts';
import { untimedIn } from './path-marks.ts';
import { pathsNeeds, tellsStages, type Who } from './path-walks.ts';
import { withPeople } from './person-conditions.ts';
import { rulesOf } from './site-rules.ts';
import { inTurns } from './turns.ts';

/** Starts are those within the range; what lies in their window counts beyond it too. */
export async function paths(context: ReportContext, query: PathsQuery): Promise<Answer<Paths>> {
  const people = new PersonSet();
  const { data, rowsRead, identity } = await run(context, query, (one) => people.add(one.person));
  const stitchedShare = shareOf(identity.joinedAmong(people), people.size);
  return { data, rowsRead, stitchedShare };
}

/** The customers behind a number of the report. */
export async function pathsPeople(
  context: ReportContext,
  query: PathsQuery,
  pick: PathsPick,
): Promise<string[]> {
  // Person and way, one after the other.
  const walked: number[] = [];
  const see = ({ person }: Who, way: number): unknown => walked.push(person, way);
  const { fold, identity } = await run(context, query, see);
  const ways = fold.waysOf(pick);
  const people = new PersonSet();
  for (let i = 0; i < walked.length; i += 2) {
    if (ways.has(walked[i + 1] ?? -1)) people.add(walked[i] ?? -1);
  }
  return [...people].map((person) => identity.people.nameOf(person)).sort();
}

interface Run {
  fold: PathsFold;
  data: Paths;
  rowsRead: number;
  identity: Identity;
}

async function run(
  context: ReportContext,
  asked: PathsQuery,
  onPath: (who: Who, way: number) => unknown,
): Promise<Run> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const query = await withPeople({ reader, identity, context }, asked);
  const span = spanOf(query);
  const orders = tellsStages(query) ? await ordersWithin(reader, identity, span) : [];
  const { stages } = rulesOf(context.site);
  const fold = new PathsFold(query, { dataUntil: context.now, orders, onPath, stages });
  const { depth, names } = pathsNeeds(query);
  const untimed = untimedIn(query, context.now);
  for await (const items of history(reader, identity, {
    ...span,
    told: query.range,
    depth,
    cookieless: query.unit === 'session',
    ...(names && { names }),
    ...(untimed && { untimed: { ...untimed, but: identity.shared } }),
  })) {
    for (const item of items) fold.step(item);
  }
  const data = await inTurns(fold.results());
  return { fold, data, rowsRead: reader.rowsRead, identity };
}

/** What must be read. A stage is the outcome of a whole life. */
function spanOf(query: PathsQuery): { from: number; to: number } {
  const { range, direction, unit } = query;
  const window = unit === 'session' ? 0 : (durationOf(query.window) ?? 0);
  const before = direction === 'backward' ? window : 0;
  const from = tellsStages(query) ? 0 : Math.max(0, range.from - before);
  return { from, to: range.to + window };
}
