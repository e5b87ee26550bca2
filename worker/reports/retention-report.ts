import { history, identityOfSite, PersonSet, type Identity, type Item } from '../history/index.ts';
import type { Answer } from './answers.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import { sinceEarliest } from './earliest.ts';
import { periodsOf } from './periods.ts';
import { withPeople } from './person-conditions.ts';
import { RetentionFold, retentionNeeds, ROLLING } from './retention.ts';
import type { Retention, RetentionPick, RetentionQuery } from './retention-query.ts';
import { seenBefore } from './seen-before.ts';
import { inTurns } from './turns.ts';

export async function retention(
  context: ReportContext,
  query: RetentionQuery,
): Promise<Answer<Retention>> {
  const { fold, before, rowsRead, identity } = await run(context, query);
  const data = await inTurns(fold.results(before));
  const people = fold.entered(before);
  const stitchedShare = shareOf(identity.joinedAmong(people), people.size);
  return { data, rowsRead, stitchedShare };
}

/** The customers behind a cell of the report. */
export async function retentionPeople(
  context: ReportContext,
  query: RetentionQuery,
  pick: RetentionPick,
): Promise<string[]> {
  const { fold, before, identity } = await run(context, query);
  const people = fold.peopleOf(pick, before);
  return people.map((person) => identity.people.nameOf(person)).sort();
}

interface Run {
  fold: RetentionFold;
  /** Who started before the range. */
  before: PersonSet;
  rowsRead: number;
  identity: Identity;
}

async function run(context: ReportContext, asked: RetentionQuery): Promise<Run> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const range = await sinceEarliest({ reader, identity }, asked.range);
  const query = await withPeople({ reader, identity, context }, { ...asked, range });
  const { timeZone } = context.site;
  const fold = new RetentionFold(query, { timeZone, dataUntil: context.now });
  const needs = retentionNeeds(query);
  const { depth, names } = needs;
  const to = endOf(query, { timeZone, now: context.now });
  const { range: told } = query;
  const read = { from: told.from, to, told, depth, ...(names && { names }) };
  for await (const items of history(reader, identity, read)) {
    for (const item of items) fold.step(item);
  }
  let before = new PersonSet();
  if (query.cohort === 'first_ever') {
    const earlier = { reader, identity, before: query.range.from, needs };
    const told = { people: fold.people, step: (item: Item) => fold.step(item) };
    before = await seenBefore(earlier, told, query.start === undefined);
  }
  return { fold, before, rowsRead: reader.rowsRead, identity };
}

/** Up to when a return counts: to the end of the last cell, or of the data. */
function endOf(
  { range, kind, clock, period, periods }: RetentionQuery,
  { timeZone, now }: { timeZone: string; now: number },
): number {
  const known = Math.max(range.from, now + 1);
  if (kind === 'unbounded') return Math.max(range.to, known);
  if (clock === 'rolling') return range.to + (periods + 1) * ROLLING[period];
  const until = { from: range.from, to: Math.min(range.to, known) };
  const last = periodsOf(until, { unit: period, timeZone, after: periods }).at(-1);
  return Math.max(range.to, last?.to ?? range.to);
}
