import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { Event, Line } from '../../worker/stitch/event.ts';
import type { Intake, Stored } from '../../worker/stitch/intake.ts';
import { storeTogether } from '../../worker/stitch/together.ts';
import { faultyD1 } from '../support/faulty-d1.ts';

const AT = Date.UTC(2026, 10, 1);
const options = { channelCode: (): number => 0, alone: false };

function intakeOf(site: number, visitor: string, seq: number, events = 1): Intake {
  const all = Array.from({ length: events }, (_, n): Event => ({
    id: `load.${seq + n}`, at: AT + seq + n, name: 'click', context: {},
  })); // prettier-ignore
  const lines: Line[] = [{ visitor, events: all }];
  return {
    site: { number: site, currency: 'EUR', symbols: 0 },
    lines,
    edges: [],
    traits: [],
    quarantined: [],
    receivedAt: AT,
  };
}

async function eventsOf(site: number): Promise<number> {
  const row = await env.DB.prepare('select sum(events) as n from sessions where site = ?1')
    .bind(site)
    .first<{ n: number | null }>();
  return row?.n ?? 0;
}

test('stores a burst of one visitor exactly, in few transactions', async () => {
  const counting = faultyD1(env.DB);
  const burst = Array.from({ length: 500 }, (_, n) =>
    storeTogether({ db: counting.db }, intakeOf(1, 'v', n), options),
  );
  const stored = await Promise.all(burst);
  expect(await eventsOf(1)).toBe(500);
  expect(stored.reduce((sum, one) => sum + one.stored, 0)).toBe(500);
  // One for the first, one for all who came while it was under way; each a read and a write.
  expect(counting.calls()).toBeLessThanOrEqual(6);
});

test('keeps the counts of one who asks for them to itself', async () => {
  const others = Array.from({ length: 20 }, (_, n) =>
    storeTogether({ db: env.DB }, intakeOf(2, `v${n}`, 0, 3), options),
  );
  const own = storeTogether({ db: env.DB }, intakeOf(2, 'own', 0, 2), { ...options, alone: true });
  expect(await own).toMatchObject({ stored: 2 } satisfies Partial<Stored>);
  await Promise.all(others);
  expect(await eventsOf(2)).toBe(62);
});

test('tells everybody of a transaction that failed, and stores what they send again', async () => {
  const broken = faultyD1(env.DB, {
    call: 0,
    message: 'Network connection lost.',
    when: 'after',
    times: 999,
  });
  const send = (db: D1Database): Promise<PromiseSettledResult<Stored>[]> =>
    Promise.allSettled(
      Array.from({ length: 5 }, (_, n) => storeTogether({ db }, intakeOf(3, 'v', n), options)),
    );
  const refused = await send(broken.db);
  expect(refused.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'rejected'));
  const taken = await send(env.DB);
  expect(taken.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'fulfilled'));
  expect(await eventsOf(3)).toBe(5);
});

test('does not let one that cannot be stored hold up the others', async () => {
  const poison = intakeOf(4, 'bad', 0);
  // A strict table takes no text for a time; no request can bring this about.
  poison.edges.push({
    kind: 'identify',
    a: 'bad',
    b: 'u',
    at: 'soon' as unknown as number,
    source: 'page',
  });
  const first = storeTogether({ db: env.DB }, intakeOf(4, 'first', 0), options);
  const [bad, ...good] = await Promise.allSettled([
    storeTogether({ db: env.DB }, poison, options),
    ...Array.from({ length: 5 }, (_, n) =>
      storeTogether({ db: env.DB }, intakeOf(4, `v${n}`, 0), options),
    ),
  ]);
  await first;
  expect(bad?.status).toBe('rejected');
  expect(good.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'fulfilled'));
  expect(await eventsOf(4)).toBe(6);
});

test('goes on without a leader that went silent, and without those who went away', async () => {
  let isFirst = true;
  const once = new Proxy(env.DB, {
    get(db, name: keyof D1Database) {
      if (name === 'prepare' && isFirst) {
        isFirst = false;
        const silent = { bind: () => silent, all: () => new Promise(() => undefined) };
        return () => silent;
      }
      return db[name].bind(db);
    },
  });
  // Nobody hears of the first any more: its request is gone, and whoever came along with it too.
  void storeTogether({ db: once }, intakeOf(5, 'gone', 0), options);
  const others = Array.from({ length: 5 }, (_, n) =>
    storeTogether({ db: once }, intakeOf(5, `v${n}`, 0), options),
  );
  await Promise.all(others);
  expect(await eventsOf(5)).toBe(5);
});
