import { history, identityOfSite } from '../history/index.ts';
import type { Answer, Funnel } from './answers.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import { durationOf } from './duration.ts';
import { DEFAULT_WINDOW, FunnelFold, funnelNeeds } from './funnel.ts';
import { isStitched } from './overview-report.ts';
import { withPeople } from './person-conditions.ts';
import type { FunnelQuery } from './query.ts';

/**
 * First steps are those within the range; the steps after it count as long as their window is open,
 * also where that is beyond the range.
 */
export async function funnel(context: ReportContext, query: FunnelQuery): Promise<Answer<Funnel>> {
  const { data, rowsRead, levels, isJoined } = await run(context, query);
  const stitched = [...levels.keys()].filter(isJoined).length;
  return { data, rowsRead, stitchedShare: shareOf(stitched, levels.size) };
}

/** The people at a step, from 1: who came at least that far. */
export async function funnelPeople(
  context: ReportContext,
  query: FunnelQuery,
  step: number,
): Promise<string[]> {
  const { levels } = await run(context, query);
  return [...levels].flatMap(([customer, level]) => (level >= step ? [customer] : [])).sort();
}

interface Run {
  data: Funnel;
  rowsRead: number;
  levels: Map<string, number>;
  isJoined: (customer: string) => boolean;
}

async function run(context: ReportContext, asked: FunnelQuery): Promise<Run> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const query = await withPeople({ reader, identity, context }, asked);
  const levels = new Map<string, number>();
  const fold = new FunnelFold(query, {
    dataUntil: context.now,
    onPerson: (customer, level) => levels.set(customer, Math.max(level, levels.get(customer) ?? 0)),
  });
  const { events, names } = funnelNeeds(query);
  const { from, to } = query.range;
  const window = durationOf(query.window ?? DEFAULT_WINDOW) ?? 0;
  const isSparse = names !== undefined && query.order !== 'strict';
  const read = { from, to: to + window, events, ...(isSparse && { names }) };
  for await (const items of history(reader, identity, read)) {
    for (const item of items) fold.step(item);
  }
  const data = fold.result();
  const isJoined = (customer: string): boolean => isStitched(identity, customer);
  return { data, rowsRead: reader.rowsRead, levels, isJoined };
}
