import touchpointsReadLatest from '../sql/touchpoints.read-latest.sql';
import touchpointsReadUsers from '../sql/touchpoints.read-users.sql';
import {
  history,
  identityOfSite,
  idsOf,
  ordersWithin,
  type Identity,
  type Reader,
} from '../history/index.ts';
import type { Answer, Overview } from './answers.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import { OverviewFold, overviewNeedsEvents } from './overview.ts';
import type { OverviewPick } from './overview-pick.ts';
import { withPeople } from './person-conditions.ts';
import type { OverviewQuery } from './query.ts';
import { rulesOf } from './site-rules.ts';

/** Visitors asked about in one statement. */
const CHUNK = 5_000;

export async function overview(
  context: ReportContext,
  query: OverviewQuery,
): Promise<Answer<Overview>> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const { data, customers } = await run(context, { reader, identity, query });
  const stitched = [...customers].filter((customer) => isStitched(identity, customer)).length;
  const stitchedShare = shareOf(stitched, customers.size);
  return { data, rowsRead: reader.rowsRead, stitchedShare };
}

/** The customers behind a number of the report. */
export async function overviewPeople(
  context: ReportContext,
  query: OverviewQuery,
  pick: OverviewPick,
): Promise<string[]> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const { fold, seenBefore } = await run(context, { reader, identity, query });
  return fold.people(pick, seenBefore);
}

interface Run {
  reader: Reader;
  identity: Identity;
  query: OverviewQuery;
}

async function run(
  context: ReportContext,
  { reader, identity, query: asked }: Run,
): Promise<{
  fold: OverviewFold;
  data: Overview;
  customers: ReadonlySet<string>;
  seenBefore: ReadonlySet<string>;
}> {
  const { site, now } = context;
  const query = await withPeople({ reader, identity, context }, asked);
  const orders = await ordersWithin(reader, identity, query.range);
  const options = { timeZone: site.timeZone, dataUntil: now, orders, rules: rulesOf(site) };
  const fold = new OverviewFold(query, options);
  const events = overviewNeedsEvents(query, options.rules);
  for await (const items of history(reader, identity, {
    ...query.range,
    events,
    cookieless: true,
  })) {
    for (const item of items) fold.step(item);
  }
  const { customers } = fold;
  const seenBefore = await customersBefore(reader, identity, customers, query.range.from);
  return { fold, data: fold.result(seenBefore), customers, seenBefore };
}

export function isStitched(identity: Identity, customer: string): boolean {
  return identity.isJoined(customer);
}

/** Those of the customers whom any of their visitors or users shows before `from`. */
export async function customersBefore(
  reader: Reader,
  identity: Identity,
  customers: Iterable<string>,
  from: number,
): Promise<Set<string>> {
  const before = new Set<string>();
  if (!(await isAnythingBefore(reader, from))) return before;
  const [visitors, users] = [new Set<string>(), new Set<string>()];
  for (const customer of customers) {
    const ids = idsOf(identity, customer);
    for (const visitor of ids.visitors) visitors.add(visitor);
    for (const user of ids.users) users.add(user);
  }
  for (const chunk of chunksOf([...visitors])) {
    for (const { visitor, start } of await reader.sessions.firstSeen(chunk)) {
      if (start >= from) continue;
      for (const owner of identity.ownersOf(visitor, start, from - 1)) before.add(owner);
    }
  }
  for (const chunk of chunksOf([...users])) {
    const asked = JSON.stringify(chunk);
    const rows = await reader.rows<{ user: string; at: number }>(touchpointsReadUsers, asked);
    for (const { user, at } of rows) if (at < from) before.add(identity.ofUser(user));
  }
  return before;
}

async function isAnythingBefore(reader: Reader, at: number): Promise<boolean> {
  const [sessions, [contacts]] = await Promise.all([
    reader.sessions.newest(Math.ceil(at / 1_000), 1),
    reader.rows<{ touchpoints: number }>(touchpointsReadLatest, at, 1),
  ]);
  return sessions.length > 0 || (contacts?.touchpoints ?? 0) > 0;
}

function chunksOf<T>(list: readonly T[]): T[][] {
  const chunks: T[][] = [];
  for (let i = 0; i < list.length; i += CHUNK) chunks.push(list.slice(i, i + CHUNK));
  return chunks;
}
