import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { Properties } from '../../schema/index.ts';
import type { Event } from '../../worker/stitch/event.ts';
import type { Intake } from '../../worker/stitch/intake.ts';
import { store } from '../../worker/stitch/store.ts';
import { Random } from '../support/random.ts';

const BASE = Date.UTC(2026, 10, 1);
const CASES = 150;

/** Requests of all kinds about few visitors, users and orders, so that they meet. */
function makeRequests(random: Random): Omit<Intake, 'site'>[] {
  return Array.from({ length: random.whole(2, 7) }, (_, n) => {
    const at = BASE + random.whole(0, 20) * 600_000;
    const [visitor, user] = [`v${random.whole(1, 3)}`, `u${random.whole(1, 2)}`];
    const intake: Omit<Intake, 'site'> = {
      lines: [],
      edges: [],
      traits: [],
      quarantined: [],
      receivedAt: BASE,
    };
    const kind = random.pick(['visit', 'identify', 'server', 'order', 'fault']);
    if (kind === 'visit') intake.lines.push({ visitor, events: [view(n, at)] });
    if (kind === 'identify') {
      const traits: Properties = { plan: random.pick(['a', 'b']), [`only${n}`]: n };
      intake.traits.push({ user, at: BASE + random.whole(0, 2), traits });
      const source = random.pick(['page', 'server'] as const);
      intake.edges.push({
        kind: 'identify',
        a: visitor,
        b: user,
        at,
        source,
        verified: source === 'server',
      });
    }
    if (kind === 'server') {
      intake.lines.push({
        user,
        events: [contact(random.whole(1, 3), at, random.pick(['x', 'y']))],
      });
    }
    if (kind === 'order') {
      const event = order(n, at, random);
      intake.lines.push(
        random.chance(0.5) ? { visitor, events: [event] } : { user, events: [event] },
      );
    }
    if (kind === 'fault') {
      intake.quarantined.push({
        reason: 'too_old',
        detail: '/at',
        source: 'page',
        visitor,
        body: { n },
      });
    }
    return intake;
  });
}

function view(n: number, at: number): Event {
  return { id: `load.${n}`, at, name: 'page_view', page: `/a/page/${n % 3}`, context: {} };
}

function contact(n: number, at: number, note: string): Event {
  return { id: `call.${n}`, at, name: 'call', props: { note }, context: { by: 'server' } };
}

function order(n: number, at: number, random: Random): Event {
  const props = { transaction_id: `o${random.whole(1, 2)}`, value: random.whole(1, 3) };
  const name = random.chance(0.3) ? 'refund' : 'purchase';
  return { id: `order.${n}`, at, name, props, context: random.chance(0.5) ? { by: 'server' } : {} };
}

async function send(
  number: number,
  requests: readonly Omit<Intake, 'site'>[],
  atOnce: boolean,
): Promise<void> {
  const site = { number, currency: 'EUR', symbols: 0 };
  const send1 = (request: Omit<Intake, 'site'>) =>
    store({ db: env.DB }, { site, ...request }, () => 0);
  if (atOnce) await Promise.all(requests.map(send1));
  else for (const request of requests) await send1(request);
}

const TABLES = [
  `select visitor, start, end, version, events, views, names, times, pages, ids, props, facts, strings
   from sessions where site = ?1 order by visitor, start`,
  'select kind, a, b, at, source, reason, verified from edges where site = ?1 order by kind, a, b',
  'select user, traits, first_at from users where site = ?1 order by user',
  'select user, id, at, name, body from touchpoints where site = ?1 order by user, id',
  `select id, at, visitor, user, currency, value, refunded, flags, copies, version
   from orders where site = ?1 order by id`,
  'select id, reason, detail, source, visitor, body from quarantine where site = ?1 order by id',
  'select id, text from symbols where site = ?1 order by id',
];

async function dump(site: number): Promise<unknown[]> {
  const results = await env.DB.batch(TABLES.map((sql) => env.DB.prepare(sql).bind(site)));
  return results.map(({ results: rows }) => rows);
}

test(`fills every table the same in ${CASES} cases of any order, repeats and haste`, async () => {
  const random = new Random(4_711);
  for (let n = 0; n < CASES; n++) {
    const requests = makeRequests(random);
    const again = random.shuffle([...requests, ...requests.filter(() => random.chance(0.4))]);
    await send(2 * n + 1, requests, false);
    await send(2 * n + 2, again, n % 2 === 0);
    expect(await dump(2 * n + 2), `case ${n}`).toEqual(await dump(2 * n + 1));
  }
});

test('keeps every word on an order, a user and a contact that are told at once', async () => {
  // Apart, so that the guard of one does not shield the other.
  const told = Array.from({ length: 12 }, (_, n): Partial<Intake>[] => {
    const props = { transaction_id: 'busy', value: 1 };
    const event: Event = { id: `word.${n}`, at: BASE + n, name: 'purchase', props, context: {} };
    return [
      { lines: [{ visitor: `busy${n}`, events: [event] }] },
      { lines: [{ user: 'busy', events: [contact(1, BASE - n, 'x')] }] },
      { traits: [{ user: 'busy', at: BASE + n, traits: { [`t${n}`]: n } }] },
    ];
  });
  const nothing = { lines: [], edges: [], traits: [], quarantined: [], receivedAt: BASE };
  const requests = told.flat().map((part) => ({ ...nothing, ...part }));
  const site = 8_000;
  // What exists is updated, and only a guard sees that somebody else did so first.
  await send(site, requests.slice(0, 3), false);
  await send(site, requests.slice(3), true);
  const [, , users, touchpoints, orders] = (await dump(site)) as Record<string, unknown>[][];
  expect(JSON.parse(String(orders?.[0]?.['copies']))).toHaveLength(12);
  expect(Object.keys(JSON.parse(String(users?.[0]?.['traits'])) as object)).toHaveLength(12);
  expect(touchpoints).toEqual([expect.objectContaining({ at: BASE - 11 })]);
});
