import { createExecutionContext, env } from 'cloudflare:test';
import { beforeAll, expect, test } from 'vitest';
import worker from '../../worker/index.ts';
import { ask, HOST, makeKey, makeSite } from '../support/api.ts';
import { Random } from '../support/random.ts';

const ORIGIN = 'https://shop.example';
const now = Date.now();
const random = new Random(20_261_121);

interface Ledger {
  data: { day: string; stored: number }[];
  totals: {
    stored: number;
    duplicates: number;
    identity: number;
    conflicting_copies: number;
    quarantined: Record<string, number>;
    rejected: Record<string, number>;
    lost: Record<string, number>;
    expired: Record<string, number>;
    accounted: number;
  };
}

let site = '';
const keys: Record<string, string> = {};

beforeAll(async () => {
  site = await makeSite({ time_zone: 'UTC' });
  for (const kind of ['admin', 'server', 'read:reports']) {
    keys[kind] = (await makeKey(site, kind)).key;
  }
});

async function readLedger(query = ''): Promise<Ledger> {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const range = `?from=${day(now - 40 * 86_400_000)}&to=${day(now + 2 * 86_400_000)}`;
  const response = await ask(`/v1/sites/${site}/ledger${query || range}`, {
    key: keys['read:reports'] ?? '',
  });
  expect(response.status).toBe(200);
  return response.json();
}

/** A request, the events it holds, and how many of them are good or can be told apart as bad. */
interface Load {
  send: () => Promise<number>;
  events: number;
  status: number;
  good: string[];
  bad: string[];
  /** Counted at the first time alone. */
  lost: number;
}

/** All in one context: Vitest's own way in does not let requests wait for each other, as workerd does. */
const ctx = createExecutionContext();

async function post(path: string, body: string, headers: Record<string, string>): Promise<number> {
  const request = new Request(HOST + path, { method: 'POST', body, headers });
  return (await worker.fetch(request, env, ctx)).status;
}

function pageLoad(n: number): Load {
  const [good, bad]: [string[], string[]] = [[], []];
  const visitor = `v${random.whole(1, 12)}`;
  const events = Array.from({ length: random.whole(1, 8) }, (_, seq) => {
    const at = now - random.whole(0, 3 * 86_400_000);
    const fault = random.chance(0.2) ? random.pick(['amount', 'old', 'name']) : '';
    (fault ? bad : good).push(`${visitor} load${n}.${seq} ${fault}`);
    if (fault === 'amount') return { seq, at, name: 'purchase', properties: { value: -1 - n } };
    if (fault === 'old') return { seq, at: at - 40 * 86_400_000, name: 'page_view' };
    if (fault === 'name') return { seq, at, name: '' };
    return { seq, at, name: random.pick(['page_view', 'view_item', 'search']) };
  });
  const lost = random.chance(0.2) ? random.whole(1, 5) : 0;
  const batch = {
    v: 1, site, batch: `b${n}`, sent_at: now, visitor, page_load: `load${n}`, events,
    ...(lost > 0 && { lost: { queue: lost } }),
  }; // prettier-ignore
  const body = JSON.stringify(batch);
  const status = bad.length > 0 ? 200 : 204;
  const send = (): Promise<number> => post('/e', body, { origin: ORIGIN });
  return { send, events: events.length, status, good, bad, lost };
}

function refusedLoad(n: number): Load {
  const events = Array.from({ length: random.whole(1, 4) }, (_, seq) => ({
    seq,
    at: now,
    name: 'x',
  }));
  const isForeign = random.chance(0.5);
  const visitor = isForeign ? `v${n}` : '';
  const batch = { v: 1, site, batch: `r${n}`, sent_at: now, visitor, page_load: `r${n}`, events };
  const origin = isForeign ? 'https://evil.example' : ORIGIN;
  const send = (): Promise<number> => post('/e', JSON.stringify(batch), { origin });
  return { send, events: events.length, status: isForeign ? 403 : 422, good: [], bad: [], lost: 0 };
}

function serverLoad(n: number): Load {
  const [good, bad]: [string[], string[]] = [[], []];
  const batch = Array.from({ length: random.whole(1, 5) }, (_, i) => {
    const messageId = `m${n}.${i}`;
    const userId = `u${random.whole(1, 4)}`;
    const kind = random.pick(['track', 'identify', 'fault']);
    if (kind === 'fault') {
      bad.push(messageId);
      return {
        type: 'track',
        messageId,
        userId,
        event: 'x',
        properties: { value: 'y'.repeat(9) },
        timestamp: 'soon',
      };
    }
    // An identify without a visitor is no event.
    if (kind === 'identify') return { type: 'identify', messageId, userId, traits: { n } };
    good.push(messageId);
    return {
      type: 'track',
      messageId,
      userId,
      event: 'Call',
      timestamp: new Date(now).toISOString(),
    };
  });
  const headers = { authorization: `Bearer ${keys['server']}` };
  const send = (): Promise<number> => post('/v1/batch', JSON.stringify({ batch }), headers);
  return { send, events: batch.length, status: 200, good, bad, lost: 0 };
}

test('sent = stored + duplicates + quarantined + rejected + lost over a random load', async () => {
  const loads = Array.from({ length: 120 }, (_, n) =>
    random.pick([pageLoad, pageLoad, pageLoad, serverLoad, refusedLoad])(n),
  );
  let sent = 0;
  const sendAll = async (some: readonly Load[]): Promise<void> => {
    const waiting = random.shuffle(some);
    const sender = async (): Promise<void> => {
      for (let load = waiting.pop(); load; load = waiting.pop()) {
        expect(await load.send()).toBe(load.status);
        sent += load.events;
      }
    };
    await Promise.all([sender(), sender(), sender(), sender()]);
  };
  await sendAll(loads);
  // Some arrive again: the client did not hear the answer.
  await sendAll(loads.filter(() => random.chance(0.4)));
  await sendAll(loads.filter(() => random.chance(0.2)));

  const { totals, data } = await readLedger();
  const distinct = (lists: string[][]): number => new Set(lists.flat()).size;
  const sum = (tally: Record<string, number>): number =>
    Object.values(tally).reduce((total, count) => total + count, 0);
  const lost = loads.reduce((total, load) => total + load.lost, 0);
  expect(totals.stored).toBe(distinct(loads.map(({ good }) => good)));
  expect(sum(totals.quarantined)).toBe(distinct(loads.map(({ bad }) => bad)));
  expect(totals.lost).toEqual({ queue: lost });
  expect(Object.keys(totals.rejected).toSorted()).toEqual([
    'origin_not_allowed',
    'visitor_invalid',
  ]);
  expect(totals.accounted).toBe(sent + lost);
  expect(data.reduce((total, day) => total + day.stored, 0)).toBe(totals.stored);
  expect(totals.duplicates).toBeGreaterThan(50);
  expect(totals.identity).toBeGreaterThan(5);
});

test('tells the last seven days where nothing is asked, and refuses what is no range', async () => {
  const response = await ask(`/v1/sites/${site}/ledger`, { key: keys['admin'] ?? '' });
  expect((await response.json<Ledger>()).data).toHaveLength(7);
  const wrong = [
    '?from=2026-02-31',
    '?from=x',
    '?from=2026-08-02&to=2026-08-01',
    '?from=2020-01-01',
    '?day=1',
  ];
  for (const query of wrong) {
    const { status } = await ask(`/v1/sites/${site}/ledger${query}`, { key: keys['admin'] ?? '' });
    expect([query, status]).toEqual([query, 422]);
  }
});

test('does not let a page make rows of the ledger by names of its own', async () => {
  const lost = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`reason${n}`, 1]));
  const batch = {
    v: 1, site, batch: 'many', sent_at: now, visitor: 'many', page_load: 'many', lost,
    events: [{ seq: 0, at: now, name: 'page_view' }],
  }; // prettier-ignore
  expect(await post('/e', JSON.stringify(batch), { origin: ORIGIN })).toBe(204);
  expect((await readLedger()).totals.lost['other']).toBe(50);
});

test('keeps a row a day and outcome, however many events', async () => {
  const rows = await env.DB.prepare(
    `select count(*) as n from ledger
     where site = (select site from sites where id = ?1) and outcome not like 'cost:%'`,
  )
    .bind(site)
    .first<{ n: number }>();
  // Each is written once in some seconds, whatever the load.
  expect(rows?.n).toBeLessThan(12);
});
