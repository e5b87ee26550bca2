import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { Event, Line } from '../../worker/stitch/event.ts';
import { SESSION_GAP } from '../../worker/stitch/merge.ts';
import { sessionOf, type SessionRow } from '../../worker/stitch/session-row.ts';
import { store } from '../../worker/stitch/store.ts';
import { symbolsOf } from '../../worker/stitch/symbol-cache.ts';
import { Random } from '../support/random.ts';
import { referenceSessions, type Copy } from './reference.ts';

/** `SOJOURN_CASES=2000 npx vitest run test/stitch/sessions` for the long run. */
const CASES = Number(env.SOJOURN_CASES || 500);
const SITE = { number: 1, currency: 'EUR', symbols: 0 };
const BASE = Date.UTC(2026, 9, 24, 20);

/** Gaps at and around the one that matters, and ordinary ones. */
const GAPS = [0, 1, 40_000, 600_000, SESSION_GAP - 1, SESSION_GAP, SESSION_GAP + 1, 5_400_000];

interface Case {
  copies: Copy[];
  /** The copies as they travel: batches of one or more. */
  batches: Copy[][];
}

function makeCase(random: Random): Case {
  const loads = ['loadA', 'loadB'];
  const copies: Copy[] = [];
  let at = BASE;
  for (let seq = 0, events = random.whole(1, 9); seq < events; seq++) {
    at += random.pick(GAPS);
    const copy = { id: `${random.pick(loads)}.${seq}`, at, content: 'b', view: random.chance(0.4) };
    copies.push(copy);
    while (random.chance(0.3)) copies.push(copyOf(copy, random));
  }
  const shuffled = random.shuffle(copies);
  const batches: Copy[][] = [];
  while (shuffled.length > 0) batches.push(shuffled.splice(0, random.whole(1, 4)));
  // A batch that was stored although nobody heard of it is sent again, whole.
  if (random.chance(0.5)) batches.push(random.pick(batches));
  return { copies, batches: random.shuffle(batches) };
}

/** A copy: mostly the same, sometimes shifted by a clock or saying something else. */
function copyOf(copy: Copy, random: Random): Copy {
  if (random.chance(0.5)) return { ...copy };
  const at = copy.at + random.pick([-90_000, 0, 250, SESSION_GAP]);
  return { ...copy, at, content: random.pick(['a', 'b', 'c']) };
}

function eventOf(copy: Copy): Event {
  return {
    id: copy.id,
    at: copy.at,
    name: copy.view ? 'page_view' : 'something of our own',
    page: '/page/with/a/path',
    props: { content: copy.content },
    context: { device: 'desktop' },
  };
}

async function send(visitor: string, batch: readonly Copy[]): Promise<void> {
  const lines: Line[] = [{ visitor, events: batch.map(eventOf) }];
  const intake = { site: SITE, lines, edges: [], traits: [], quarantined: [], receivedAt: BASE };
  await store({ db: env.DB }, intake, () => 0);
}

async function sessionsOf(visitor: string): Promise<unknown[]> {
  const { results } = await env.DB.prepare(
    'select *, cast(id as text) as id from sessions where site = 1 and visitor = ?1 order by start',
  )
    .bind(visitor)
    .all<SessionRow & { events: number; views: number }>();
  const symbols = symbolsOf(env.DB, SITE.number);
  return results.map((row) => {
    const { start, end, events } = sessionOf(row, symbols.textOf);
    expect(row.events).toBe(events.length);
    expect(row.views).toBe(events.filter(({ name }) => name === 'page_view').length);
    return { start, end, events: events.map(plain) };
  });
}

function plain(event: Event): Copy {
  const { id, at, props } = event;
  return { id, at, content: props?.['content'] as string, view: event.name === 'page_view' };
}

test(`gives the reference's sessions in ${CASES} cases of any order, copies and overlaps`, async () => {
  const random = new Random(20_261_121);
  for (let n = 0; n < CASES; n++) {
    const { copies, batches } = makeCase(random);
    const visitor = `ordered${n}`;
    for (const batch of batches) await send(visitor, batch);
    expect(await sessionsOf(visitor), `case ${n}`).toEqual(referenceSessions(copies));
  }
});

test('gives the same with every transaction in flight at once', async () => {
  const random = new Random(7);
  for (let n = 0; n < 200; n++) {
    const { copies, batches } = makeCase(random);
    const visitor = `concurrent${n}`;
    await Promise.all(batches.map((batch) => send(visitor, batch)));
    expect(await sessionsOf(visitor), `case ${n}`).toEqual(referenceSessions(copies));
  }
});

test('stores the same bytes whatever the order', async () => {
  const random = new Random(99);
  for (let n = 0; n < 100; n++) {
    const { batches } = makeCase(random);
    const stored: unknown[] = [];
    for (const [turn, order] of [batches, random.shuffle(batches)].entries()) {
      const visitor = `bytes${n}.${turn}`;
      for (const batch of order) await send(visitor, batch);
      const { results } = await env.DB.prepare(
        `select start, end, version, events, views, flags, names, times, pages, ids, props, facts, strings
         from sessions where site = 1 and visitor = ?1 order by start`,
      )
        .bind(visitor)
        .all();
      stored.push(results);
    }
    expect(stored[0], `case ${n}`).toEqual(stored[1]);
  }
});

test('writes nothing for what it has', async () => {
  const { batches } = makeCase(new Random(3));
  const lines: Line[] = batches.map((batch) => ({ visitor: 'again', events: batch.map(eventOf) }));
  const intake = { site: SITE, lines, edges: [], traits: [], quarantined: [], receivedAt: BASE };
  await store({ db: env.DB }, intake, () => 0);
  const again = await store({ db: env.DB }, intake, () => 0);
  expect(again).toMatchObject({ stored: 0, rowsWritten: 0 });
});
