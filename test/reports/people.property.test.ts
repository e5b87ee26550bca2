import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { listCustomers, listJourneys, type ReportContext } from '../../worker/reports/index.ts';
import type { Event } from '../../worker/stitch/event.ts';
import type { Intake } from '../../worker/stitch/intake.ts';
import { store } from '../../worker/stitch/store.ts';
import { Random } from '../support/random.ts';
import { naivePeople, type Happening } from './naive-people.ts';

/** `SOJOURN_CASES=2000 npx vitest run test/reports/people` for the long run. */
const CASES = Number(env.SOJOURN_CASES || 200);
const BASE = Date.UTC(2026, 9, 24, 20);
const NOW = BASE + 10 * 86_400_000;

/** A few devices, users and orders, so that they meet in every way. */
function makeCase(random: Random): Happening[] {
  const happenings: Happening[] = [];
  const times = new Map<string, number>();
  for (let seq = 0, many = random.whole(1, 14); seq < many; seq++) {
    const visitor = `v${random.whole(1, 3)}`;
    const gap = random.pick([1_000, 60_000, 1_800_000, 1_800_001, 7_200_000]);
    const at = (times.get(visitor) ?? BASE + random.whole(0, 3) * 1_800_000) + gap;
    times.set(visitor, at);
    const kind = random.pick(['view', 'view', 'view', 'identify', 'purchase'] as const);
    happenings.push({
      id: `load${visitor}.${seq}`,
      visitor,
      at,
      kind,
      ...(kind === 'identify' && { user: `u${random.whole(1, 2)}` }),
      ...(kind === 'purchase' && { order: `o${random.whole(1, 3)}`, value: random.whole(1, 3) }),
    });
  }
  return happenings;
}

function intakeOf(site: number, batch: readonly Happening[]): Intake {
  const intake: Intake = {
    site: { number: site, currency: 'EUR', symbols: 0 },
    lines: [],
    edges: [],
    traits: [],
    quarantined: [],
    receivedAt: NOW,
  };
  for (const happening of batch) {
    const { visitor, user, at } = happening;
    intake.lines.push({ visitor, events: [eventOf(happening)] });
    if (user !== undefined)
      intake.edges.push({ kind: 'identify', a: visitor, b: user, at, source: 'page' });
  }
  return intake;
}

function eventOf({ id, at, kind, user, order, value }: Happening): Event {
  const event: Event = { id, at, name: kind === 'view' ? 'page_view' : kind, context: {} };
  if (user !== undefined) event.user = user;
  if (order !== undefined) event.props = { transaction_id: order, value: value ?? 0 };
  return event;
}

/** As a network would have it: in any order, some twice, some at once. */
async function send(site: number, happenings: readonly Happening[], random: Random): Promise<void> {
  const travelling = random.shuffle([
    ...happenings,
    ...happenings.filter(() => random.chance(0.3)),
  ]);
  const batches: Happening[][] = [];
  while (travelling.length > 0) batches.push(travelling.splice(0, random.whole(1, 5)));
  const storing = (batch: readonly Happening[]) =>
    store({ db: env.DB }, intakeOf(site, batch), () => 0);
  if (random.chance(0.2)) await Promise.all(batches.map(storing));
  else for (const batch of batches) await storing(batch);
}

async function read(site: number): Promise<unknown> {
  const context: ReportContext = {
    db: env.DB,
    site: { number: site, timeZone: 'UTC', currency: 'EUR' },
    now: NOW,
  };
  const customers = await listCustomers(context, { sort: 'last_seen', limit: 100 });
  const journeys = await listJourneys(context, { limit: 100 });
  return {
    customers: customers.data.data
      .map(({ id, sessions, orders, first_seen, last_seen, value }) => ({
        id,
        sessions,
        orders,
        first_seen,
        last_seen,
        value: value[0]?.minor ?? 0,
      })) // prettier-ignore
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    journeys: journeys.data.data
      .map(({ customer, opened_at, closed_at, outcome, sessions, value, order }) => ({
        customer,
        opened_at,
        closed_at,
        outcome,
        sessions,
        value,
        order,
      })) // prettier-ignore
      .sort((a, b) => compare(a, b)),
  };
}

function compare(
  a: { customer: string; opened_at: string; order: string | null },
  b: typeof a,
): number {
  const key = ({ customer, opened_at, order }: typeof a): string =>
    `${customer} ${opened_at} ${order ?? '~'}`;
  return key(a) < key(b) ? -1 : 1;
}

test(`tells the reference's customers and journeys in ${CASES} cases of any order and haste`, async () => {
  const random = new Random(1_121);
  for (let n = 0; n < CASES; n++) {
    const happenings = makeCase(random);
    await send(n + 1, happenings, random);
    const told = (await read(n + 1)) as Record<string, unknown>;
    const expected = naivePeople(happenings);
    expected.journeys.sort(compare);
    expect(told, `case ${n}: ${JSON.stringify(happenings)}`).toEqual(expected);
  }
}, 1_200_000);
