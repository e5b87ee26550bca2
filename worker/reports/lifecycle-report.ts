import { history, identityOfSite, type Identity, type PersonSet } from '../history/index.ts';
import type { Answer } from './answers.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import { LifecycleFold, lifecycleNeeds, lifecyclePeriods } from './lifecycle.ts';
import type { Lifecycle, LifecyclePick, LifecycleQuery } from './lifecycle-query.ts';
import { sinceEarliest } from './earliest.ts';
import { withPeople } from './person-conditions.ts';
import { seenBefore } from './seen-before.ts';

export async function lifecycle(
  context: ReportContext,
  query: LifecycleQuery,
): Promise<Answer<Lifecycle>> {
  const { fold, before, rowsRead, identity } = await run(context, query);
  const stitchedShare = shareOf(identity.joinedAmong(fold.people), fold.people.size);
  return { data: fold.result(before), rowsRead, stitchedShare };
}

/** The customers behind a number of the report. */
export async function lifecyclePeople(
  context: ReportContext,
  query: LifecycleQuery,
  pick: LifecyclePick,
): Promise<string[]> {
  const { fold, before, identity } = await run(context, query);
  const people = fold.peopleOf(pick, before);
  return people.map((person) => identity.people.nameOf(person)).sort();
}

interface Run {
  fold: LifecycleFold;
  before: PersonSet;
  rowsRead: number;
  identity: Identity;
}

async function run(context: ReportContext, asked: LifecycleQuery): Promise<Run> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const range = await sinceEarliest({ reader, identity }, asked.range);
  const query = await withPeople({ reader, identity, context }, { ...asked, range });
  const options = { timeZone: context.site.timeZone, dataUntil: context.now };
  const fold = new LifecycleFold(query, options);
  const periods = lifecyclePeriods(query, options);
  const [from, to] = [Math.max(0, periods[0]?.from ?? 0), periods.at(-1)?.to ?? 0];
  const needs = lifecycleNeeds(query);
  const { depth, names } = needs;
  const read = { from, to, told: query.range, depth, ...(names && { names }) };
  for await (const items of history(reader, identity, read)) {
    for (const item of items) fold.step(item);
  }
  const isAnything = query.event === undefined && query.filter === undefined;
  const before = await seenBefore({ reader, identity, before: from, needs }, fold, isAnything);
  return { fold, before, rowsRead: reader.rowsRead, identity };
}
