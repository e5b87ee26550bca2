import { toDecimal, type Json } from '../../schema/index.ts';
import { startOf, type Item, type Reader } from '../history/index.ts';
import { pieceOf } from '../history/stored-session.ts';
import edgesOfIds from '../sql/edges.of-ids.sql';
import type { KnownLife } from './customer-summary.ts';
import { ownMember } from './filter.ts';
import {
  conditionsIn,
  deedTest,
  factTest,
  foldOf,
  replaced,
  type FieldCondition,
} from './person-conditions.ts';
import { SeenFold, type Fact } from './person-facts.ts';
import type { Filter, PersonTest } from './query.ts';

/** One person at one moment. */
export interface PersonThen {
  reader: Reader;
  life: KnownLife;
  /** What has happened until here counts, milliseconds; this one included. */
  at: number;
  /** Where in the life cycle they stood then. */
  stage: string;
}

/**
 * The filter with each condition on people made a test of this person, as reports do it with everybody
 * (person-conditions.ts). Traits and accounts are as they are now: nobody keeps what they were.
 */
export async function withPerson(filter: Filter, then: PersonThen): Promise<Filter> {
  const conditions = conditionsIn(filter);
  if (conditions.length === 0) return filter;
  const range = { from: 0, to: then.at + 1 };
  const { customer } = then.life;
  const items = then.life.items.flatMap((item) => until(item, then.at));
  const tests = new Map<(typeof conditions)[number], PersonTest>();
  for (const condition of conditions) {
    if ('cell' in condition) throw new Error('Cells are of reports');
    if ('field' in condition) {
      const facts = new Map([[condition.field, await factOf(condition, then)]]);
      tests.set(condition, factTest(condition, facts, then));
      continue;
    }
    const fold = foldOf(condition, { range, now: then.at });
    for (const item of items) fold.step(item);
    const holds = deedTest(condition, fold).person(customer);
    tests.set(condition, { person: () => holds });
  }
  return replaced(filter, tests);
}

/** Of a session that went on, what it was until then. */
function until(item: Item, at: number): Item[] {
  if (startOf(item) > at) return [];
  if (item.kind === 'touchpoint' || item.end <= at) return [item];
  const { customer, person } = item;
  return pieceOf(item, { customer, person }, { from: -Infinity, to: at + 1 });
}

async function factOf({ field }: FieldCondition, then: PersonThen): Promise<Fact> {
  return new Map([[then.life.customer, await valuesOf(field, then)]]);
}

async function valuesOf(field: string, then: PersonThen): Promise<Json[]> {
  const { life, at, stage, reader } = then;
  if (field.startsWith('trait.'))
    return present(ownMember(life.traits, field.slice('trait.'.length)));
  switch (field) {
    case 'stage':
      return [stage];
    case 'account':
      return accountsOf(then);
    case 'first_seen':
    case 'last_seen':
      return seen(field, then);
  }
  const orders = life.orders.filter((order) => order.at <= at);
  if (field === 'orders') return [orders.length];
  const { currency } = reader.site;
  const own = orders.filter((order) => order.currency === currency);
  const minor = own.reduce((sum, { value }) => sum + value, 0);
  return [Number(toDecimal(minor, currency))];
}

function present(value: Json | undefined): Json[] {
  return value === undefined ? [] : [value];
}

function seen(field: 'first_seen' | 'last_seen', { life, at }: PersonThen): Json[] {
  const fold = new SeenFold(at + 1);
  for (const item of life.items) fold.step(item);
  const found = (field === 'first_seen' ? fold.first : fold.last).get(life.customer);
  return found === undefined ? [] : [found];
}

async function accountsOf({ reader, life, at }: PersonThen): Promise<Json[]> {
  const ends = [
    ...life.users.map((id) => `user:${id}`),
    ...life.visitors.map((id) => `visitor:${id}`),
  ];
  const asked = JSON.stringify(ends.map((end) => ['group', end]));
  const edges = await reader.rows<{ b: string; at: number }>(edgesOfIds, asked, '[]');
  return edges.filter((edge) => edge.at <= at).map(({ b }) => b);
}
