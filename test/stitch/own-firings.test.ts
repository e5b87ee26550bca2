import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { halvesOf } from '../../worker/collect/halves.ts';
import tombstonesUpsert from '../../worker/sql/tombstones.upsert.sql';
import type { Event } from '../../worker/stitch/event.ts';
import type { Firing, Intake } from '../../worker/stitch/intake.ts';
import { hashOfId } from '../../worker/stitch/tombstones.ts';
import { withoutErased } from '../../worker/stitch/without-erased.ts';

const SITE = 77;
const eventOf = (id: string, at: number): Event => ({ id, at, name: 'purchase', context: {} });
const firingOf = (visitor: string, event: string): Firing => ({
  id: `dlv_${visitor}${event}`, trigger: 'trg_1', visitor, user: '', event, at: 5,
}); // prettier-ignore

/** Two people, two events each, of which each has fired. */
const intake: Intake = {
  site: { number: SITE, currency: 'EUR', symbols: 0 },
  receivedAt: 9,
  lines: ['anna', 'bert'].map((visitor) => {
    return { visitor, events: [eventOf(`${visitor}.0`, 5), eventOf(`${visitor}.1`, 6)] };
  }),
  edges: [],
  traits: [],
  quarantined: [],
  firings: ['anna', 'bert'].flatMap((who) => [
    firingOf(who, `${who}.0`),
    firingOf(who, `${who}.1`),
  ]),
};

test('divides what fired with the events: parts get smaller, and nothing is lost', () => {
  const halves = halvesOf(intake) ?? [];
  expect(halves.map(({ firings }) => firings?.map(({ event }) => event))).toEqual([
    ['anna.0', 'anna.1'],
    ['bert.0', 'bert.1'],
  ]);
  const [first] = halves;
  const quarters = (first && halvesOf(first)) ?? [];
  expect(quarters.map(({ firings }) => firings)).toEqual(
    ['anna.0', 'anna.1'].map((event) => [firingOf('anna', event)]),
  );
});

test('keeps nothing of what somebody fired who was erased', async () => {
  const salt = 'salt';
  const hash = await hashOfId(salt, { kind: 'visitor', id: 'anna' });
  const rows = JSON.stringify([['visitor', hash, '[[0,5]]', '[]']]);
  await env.DB.prepare(tombstonesUpsert).bind(SITE, rows, 7, 'asked').run();
  const erasures = { version: 1, salt, doomed: new Set<string>() };
  const { intake: rest, erased } = await withoutErased(env.DB, intake, erasures);
  expect(erased).toBe(1);
  expect(rest.firings?.map(({ event }) => event)).toEqual(['anna.1', 'bert.0', 'bert.1']);
});
