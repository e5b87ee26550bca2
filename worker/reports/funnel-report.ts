import { history, identityOfSite, PersonSet, type Identity } from '../history/index.ts';
import type { Answer, Funnel } from './answers.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import type { FunnelPick } from './cell.ts';
import { durationOf } from './duration.ts';
import { OTHER } from './facets.ts';
import { DEFAULT_WINDOW, FunnelFold, funnelNeeds, type Reached } from './funnel.ts';
import { withPeople } from './person-conditions.ts';
import type { FunnelQuery } from './query.ts';
import { inTurns } from './turns.ts';

/**
 * First steps are those within the range; the steps after it count as long as their window is open,
 * also where that is beyond the range.
 */
export async function funnel(context: ReportContext, query: FunnelQuery): Promise<Answer<Funnel>> {
  const people = new PersonSet();
  const { data, rowsRead, identity } = await run(context, query, (one) => people.add(one.person));
  const stitchedShare = shareOf(identity.joinedAmong(people), people.size);
  return { data, rowsRead, stitchedShare };
}

/** The people at a step, from 1: who came at least that far; of one row where it is named. */
export async function funnelPeople(
  context: ReportContext,
  query: FunnelQuery,
  { step, row }: FunnelPick,
): Promise<string[]> {
  const byKey = new Map<string, Set<number>>();
  const { shown, identity } = await run(context, query, ({ person, level, key }) => {
    if (level < step) return;
    const people = byKey.get(key) ?? new Set();
    byKey.set(key, people.add(person));
  });
  const rest = new Set(shown);
  const isWanted = (key: string): boolean =>
    row === undefined || (row === OTHER && rest.has(OTHER) ? !rest.has(key) : key === row);
  const people = [...byKey].flatMap(([key, some]) => (isWanted(key) ? [...some] : []));
  return [...new Set(people)].map((person) => identity.people.nameOf(person)).sort();
}

interface Run {
  data: Funnel;
  rowsRead: number;
  identity: Identity;
  /** Keys of the rows of the breakdown, as they are shown. */
  shown: readonly string[];
}

async function run(
  context: ReportContext,
  asked: FunnelQuery,
  onPerson: (reached: Reached) => void,
): Promise<Run> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const query = await withPeople({ reader, identity, context }, asked);
  const fold = new FunnelFold(query, {
    dataUntil: context.now,
    timeZone: context.site.timeZone,
    onPerson,
  });
  const { depth, names } = funnelNeeds(query);
  const { range: told } = query;
  const window = durationOf(query.window ?? DEFAULT_WINDOW) ?? 0;
  const isSparse = names !== undefined && query.order !== 'strict';
  const cookieless = query.unit === 'session';
  const span = { from: told.from, to: told.to + window, told };
  const read = { ...span, depth, cookieless, ...(isSparse && { names }) };
  for await (const items of history(reader, identity, read)) {
    for (const item of items) fold.step(item);
  }
  const data = await inTurns(fold.results());
  return { data, rowsRead: reader.rowsRead, identity, shown: fold.shownKeys() };
}
