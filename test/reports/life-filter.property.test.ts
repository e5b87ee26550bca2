import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { listCustomers, type Filter } from '../../worker/reports/index.ts';
import type { Edge, Event, Line } from '../../worker/stitch/event.ts';
import { judge } from '../../worker/triggers/judge.ts';
import type { TriggeredSite } from '../../worker/triggers/site.ts';
import type { Trigger } from '../../worker/triggers/trigger.ts';
import { Random } from '../support/random.ts';
import { contact, identify, newSite, tell, visit, type Told } from './store.ts';

// What a trigger makes of one person has to be what the list of customers makes of everybody, at every moment.

const HOUR = 3_600_000;
const START = Date.UTC(2026, 9, 1, 8);

/** Every condition on people that the grammar has. */
const FILTERS: readonly Filter[] = [
  { did: { event: 'search' } },
  { did: { event: 'view_item', within: 'P2D', filter: { field: 'prop.n', op: 'gte', value: 2 } } },
  { did_not: { event: 'purchase', within: 'P5D' } },
  { count: { event: 'view_item', op: 'eq', value: 2 } },
  { field: 'stage', op: 'in', value: ['intent', 'retention'] },
  { field: 'stage', op: 'eq', value: 'consideration' },
  { field: 'orders', op: 'gte', value: 1 },
  { field: 'orders', op: 'eq', value: 0 },
  { field: 'value', op: 'gt', value: 15 },
  { field: 'first_seen', op: 'gte', value: '2026-10-03' },
  { field: 'last_seen', op: 'lt', value: '2026-10-06' },
  { field: 'account', op: 'eq', value: 'acme' },
  { field: 'account', op: 'exists', value: false },
  { field: 'trait.plan', op: 'neq', value: 'pro' },
  { not: { field: 'trait.plan', op: 'exists' } },
];

/** What comes later could complete them. */
const SEQUENCES: readonly Filter[] = [
  { sequence: { steps: [{ event: 'search' }, { event: 'view_item' }], window: 'P3D' } },
  { sequence: { steps: [{ event: 'view_item' }, { event: 'search' }] } },
  { sequence: { steps: [{ event: 'page_view' }, { event: 'purchase' }], within: 'P4D' } },
  { sequence: { steps: [{ event: 'search' }, { event: 'search' }, { event: 'purchase' }] } },
];

/** A few people on a few devices; no two things at one time. */
function worldOf(random: Random): Told {
  let at = START;
  const lines: Line[] = [];
  const edges: Edge[] = [];
  for (let n = random.whole(4, 9); n > 0; n--) {
    at += random.whole(1, 40) * HOUR;
    const visitor = `v${random.whole(1, 4)}`;
    const user = `u${random.whole(1, 2)}`;
    const names = Array.from({ length: random.whole(1, 3) }, () =>
      random.pick(['page_view', 'view_item', 'search', 'add_to_cart', 'purchase'] as const),
    );
    const seeds = names.map((name, i): [number, string, Partial<Event>] => {
      const order = { transaction_id: `o${n}.${i}`, value: random.whole(5, 20), currency: 'EUR' };
      return [at + i * 61_001, name, { props: { n: i, ...(name === 'purchase' && order) } }];
    });
    lines.push(random.chance(0.15) ? contact(user, seeds) : visit(visitor, seeds));
    if (random.chance(0.3)) edges.push(identify(visitor, user, at));
    if (random.chance(0.2))
      edges.push({ kind: 'group', a: `user:${user}`, b: 'acme', at, source: 'server' });
    if (random.chance(0.1))
      edges.push({ kind: 'group', a: `visitor:${visitor}`, b: 'bits', at, source: 'page' });
  }
  const traits = ['u1', 'u2'].map((user) => ({
    user,
    at,
    traits: { plan: random.pick(['pro', 'free']) },
  }));
  return { lines, edges, traits: traits.filter(() => random.chance(0.6)) };
}

/** The same world, before anything later happened. */
const until = (told: Told, at: number): Told => ({
  ...told,
  lines: told.lines.flatMap((line) => {
    const events = line.events.filter((event) => event.at <= at);
    return events.length === 0 ? [] : [{ ...line, events }];
  }),
});

test('a trigger judges a person at an event as the list of customers did at that time', async () => {
  const random = new Random(77);
  const seen = { yes: 0, no: 0 };
  for (let world = 0; world < 25; world++) {
    const site: TriggeredSite = { ...newSite(), id: 'x', triggers: new Map() };
    const told = worldOf(random);
    await tell(site, told);
    for (let n = 0; n < 4; n++) {
      const { visitor = '', user = '', events } = random.pick(told.lines);
      const { id, name: event, at } = random.pick(events);
      const filter = random.pick(random.chance(0.4) ? SEQUENCES : FILTERS);
      const fired = { trigger: 'trg_t', visitor, user: visitor === '' ? user : '', event: id };
      const trigger: Trigger = {
        name: 't', event, url: '', enabled: true, since: 0, own_host: '', secrets: [],
      }; // prettier-ignore
      const known = await judge({ db: env.DB }, site, { trigger, fired });
      if (typeof known === 'string') throw new Error(`${id} is ${known}`);
      const { customer } = (JSON.parse(known.payload) as Payload).data.event.actor;
      const meant = await judge({ db: env.DB }, site, { trigger: { ...trigger, filter }, fired });

      const then = newSite();
      await tell(then, until(told, at));
      const query = { sort: 'last_seen', limit: 100, filter } as const;
      const { data } = await listCustomers({ db: env.DB, site: then, now: at }, query);
      const isListed = data.data.some((one) => one.id === customer);
      const which = JSON.stringify([world, filter, visitor || user, id]);
      expect([which, meant !== 'no']).toEqual([which, isListed]);
      seen[isListed ? 'yes' : 'no']++;
    }
  }
  expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(20);
});

interface Payload {
  data: { event: { actor: { customer: string } } };
}
