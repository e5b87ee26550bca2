import { EVENT } from '../../schema/index.ts';
import {
  identityAround,
  identityOfSite,
  type Identity,
  type Life,
  type Reader,
  type Session,
} from '../history/index.ts';
import type { Edge } from '../stitch/event.ts';
import type { Answer, Customer, CustomerIdentity } from './answers.ts';
import { buyersOf } from './buyers.ts';
import { readerOf, type ReportContext } from './context.ts';
import { knownLivesOf, summaryOf, type KnownLife } from './customer-summary.ts';
import { clockOf } from './days.ts';
import { pathOf } from './facets.ts';
import { stageFactsOf, wordOf } from './life-facts.ts';
import { Purse } from './money.ts';
import { rfmOf } from './rfm.ts';
import { rulesOf } from './site-rules.ts';
import { journeyOf, storyOf, timeOf, type Shown } from './story.ts';

/** Habits are told from at least so many sessions (definitions.md 14). */
const HABIT = 5;

/** One customer's life, by any member id; undefined where nobody goes by it. */
export async function lifeBy(
  reader: Reader,
  id: string,
): Promise<{ life: KnownLife; identity: Identity; edges: Edge[] } | undefined> {
  const { identity, edges } = await identityAround(reader, [
    id,
    id.replace(/^(user|visitor):/, ''),
  ]);
  const customer = identity.resolve(id) ?? id;
  const life = (await knownLivesOf(reader, identity, [customer])).get(customer);
  return life && { life, identity, edges };
}

/** One customer with all its facts. */
export async function customerBy(
  context: ReportContext,
  id: string,
): Promise<Answer<Customer> | undefined> {
  const reader = readerOf(context);
  const found = await lifeBy(reader, id);
  if (found === undefined) return undefined;
  const { life } = found;
  const ranked = await rankOf(reader, life);
  const data = profileOf({ life, ranked, now: context.now, reader });
  const isStitched = life.users.length + life.visitors.length > 1;
  return { data, rowsRead: reader.rowsRead, stitchedShare: isStitched ? 1 : 0 };
}

/** Where a buyer stands among all buyers; nobody else has a rank. */
async function rankOf(reader: Reader, life: Life): Promise<Customer['rfm']> {
  if (life.orders.length === 0) return null;
  const buyers = await buyersOf(reader, await identityOfSite(reader));
  const buyer = buyers.get(life.customer);
  return buyer === undefined ? null : rfmOf(buyer, [...buyers.values()]);
}

interface Profiled {
  life: KnownLife;
  ranked: Customer['rfm'];
  now: number;
  reader: Reader;
}

function profileOf({ life, ranked, now, reader }: Profiled): Customer {
  const sessions = life.items.filter((item): item is Session => item.kind === 'session');
  const rules = rulesOf(reader.site);
  const net = new Purse();
  for (const { currency, value, refunded } of life.orders) net.add(currency, value - refunded);
  const touchpoints = life.items.length - sessions.length;
  const names = sessions.flatMap((session) => session.names);
  return {
    ...summaryOf(life, { now, rules }),
    traits: life.traits,
    page_views: names.filter((name) => name === EVENT.pageView).length,
    events: names.length + touchpoints,
    touchpoints,
    net_value: net.list(),
    word: wordOf(life, stageFactsOf(life, rules), { now, isTopFifth: ranked?.monetary === 5 }),
    rfm: ranked,
    most_active: mostActive(sessions, reader.site.timeZone),
    preferred_content: preferredContent(sessions),
    journeys: outcomesOf(life, { customer: life.customer, now, rules }),
  };
}

function outcomesOf(life: Life, shown: Shown): Customer['journeys'] {
  const counts = { open: 0, converted: 0, lapsed: 0 };
  const { journeys } = storyOf(life, shown.rules);
  for (const draft of journeys) counts[journeyOf(draft, shown).outcome]++;
  return counts;
}

/** Hour of day and weekday with the most sessions, the earlier of equals. */
function mostActive(sessions: readonly Session[], timeZone: string): Customer['most_active'] {
  if (sessions.length < HABIT) return null;
  const clocks = sessions.map(({ start }) => clockOf(start, timeZone));
  const hour = Number(mostFrequent(clocks.map((clock) => String(clock.hour).padStart(2, '0'))));
  return { hour, weekday: mostFrequent(clocks.map((clock) => clock.weekday)) };
}

function mostFrequent(values: readonly string[]): string {
  const counts = Map.groupBy(values, (value) => value);
  return (
    [...counts].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))[0]?.[0] ?? ''
  );
}

/** Page groups, by the first part of the path, with the most engaged time. */
function preferredContent(sessions: readonly Session[]): Customer['preferred_content'] {
  if (sessions.length < HABIT) return null;
  const engaged = new Map<string, number>();
  for (const session of sessions) {
    for (const { name, page, props } of session.events()) {
      if (name !== EVENT.engagement || page === undefined) continue;
      const ms = Number(props?.['active_ms'] ?? props?.['visible_ms'] ?? 0);
      const group = `/${pathOf(page).split('/')[1] ?? ''}`;
      if (ms > 0) engaged.set(group, (engaged.get(group) ?? 0) + ms);
    }
  }
  const groups = [...engaged].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, 3);
  return groups.map(([page, ms]) => ({ page, engaged_seconds: Math.round(ms / 1_000) }));
}

/** The edges of a customer with their evidence, and what the guards found. */
export async function identityOf(
  context: ReportContext,
  id: string,
): Promise<Answer<CustomerIdentity> | undefined> {
  const reader = readerOf(context);
  const found = await lifeBy(reader, id);
  if (found === undefined) return undefined;
  const { life, identity, edges } = found;
  const inTime = [...edges].sort((a, b) => a.at - b.at || (a.a < b.a ? -1 : 1));
  const data: CustomerIdentity = {
    id: life.customer,
    users: [...life.users],
    visitors: [...life.visitors],
    edges: inTime.map(({ at, ...edge }) => ({ ...edge, at: timeOf(at) })),
    conflicts: identity.conflicts,
  };
  const stitchedShare = life.users.length + life.visitors.length > 1 ? 1 : 0;
  return { data, rowsRead: reader.rowsRead, stitchedShare };
}
