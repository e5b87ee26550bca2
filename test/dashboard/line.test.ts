import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Journey, Step } from '../../dashboard/api/shapes.ts';
import { daysOf } from '../../dashboard/timeline/group.ts';
import { layoutOf } from '../../dashboard/timeline/layout.ts';
import { lineOf } from '../../dashboard/timeline/line.ts';
import { say } from '../../dashboard/timeline/say.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const dayKey = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Ways as the API tells them: sessions of up to three devices, contacts between, journeys in turn. */
const ways: fc.Arbitrary<Step[]> = fc
  .array(
    fc.record({
      after: fc.oneof(
        fc.integer({ min: 31 * 60_000, max: 3 * HOUR }),
        fc.integer({ max: 200 * DAY, min: DAY }),
      ),
      device: fc.integer({ min: 0, max: 3 }),
      gaps: fc.array(fc.integer({ min: 0, max: 30 * 60_000 }), { maxLength: 12 }),
      buys: fc.boolean(),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((visits) => {
    const steps: Step[] = [];
    let at = Date.UTC(2026, 0, 1);
    let journey = 0;
    for (const [index, { after, device, gaps, buys }] of visits.entries()) {
      at += after;
      const offline = device === 3;
      for (const [seq, gap] of [0, ...gaps].entries()) {
        at += gap;
        steps.push({
          id: `${index}.${seq}`,
          at: new Date(at).toISOString(),
          name: buys && seq === gaps.length ? 'purchase' : 'page_view',
          visitor: offline ? null : `v${device}`,
          session: offline ? null : `s${index}`,
          journey: `j${journey}`,
          channel: 'Direct',
          stage: 'awareness',
        });
      }
      if (buys) journey++;
    }
    return steps;
  });

test('an order that is told again is no second order', () => {
  const told = { ...step('a', '2026-11-20T10:00:00Z', 's1'), name: 'purchase', retold: false };
  const again = { ...step('b', '2026-11-21T10:00:00Z', 's2'), name: 'purchase', retold: true };
  const { entries } = lineOf([told, again]);
  expect(entries.map((entry) => entry.converts)).toEqual([true, false]);
  expect(entries.map((entry) => say(entry).weight)).toEqual(['conversion', 'look']);
});

describe('the list of steps', () => {
  test('has every step once, in order of time, whatever order they came in', () => {
    fc.assert(
      fc.property(ways, fc.integer(), (steps, seed) => {
        const shuffled = steps.toSorted((a, b) => hash(a.id, seed) - hash(b.id, seed));
        const listed = daysOf(lineOf(shuffled), dayKey).flatMap(({ blocks }) =>
          blocks.flatMap(({ entries }) => entries),
        );
        expect(listed.map(({ step }) => step.id).toSorted()).toEqual(
          steps.map(({ id }) => id).toSorted(),
        );
        const times = listed.map(({ at }) => at);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
    );
  });

  test('begins a block with each session, day and contact', () => {
    const days = daysOf(
      lineOf([
        step('a', '2026-11-20T23:50:00Z', 's1'),
        step('a2', '2026-11-20T23:51:00Z', 's1'),
        step('b', '2026-11-21T00:05:00Z', 's1'),
        step('call', '2026-11-21T09:00:00Z', null),
        step('mail', '2026-11-21T09:00:00Z', null),
        step('c', '2026-11-21T10:00:00Z', 's2'),
      ]),
      dayKey,
    );
    expect(
      days.map(({ key, blocks }) => [
        key,
        ...blocks.map(
          ({ entries, continued }) =>
            `${entries.map((each) => each.step.id).join('+')}${continued ? ' continued' : ''}`,
        ),
      ]),
    ).toEqual([
      ['2026-11-20', 'a+a2'],
      ['2026-11-21', 'b continued', 'call', 'mail', 'c'],
    ]);
  });

  test('takes times as text and as milliseconds, and leaves out what is no time', () => {
    const line = lineOf([
      { id: 'ms', at: Date.UTC(2026, 10, 21), name: 'x' },
      { id: 'text', at: '2026-11-20T00:00:00.000Z', name: 'x' },
      { id: 'none', at: 'yesterday', name: 'x' },
    ]);
    expect(line.entries.map((entry) => entry.step.id)).toEqual(['text', 'ms']);
  });
});

describe('the drawing', () => {
  test.each([[false], [true]])('stays in order, on its canvas and apart (whole: %s)', (whole) => {
    fc.assert(
      fc.property(ways, fc.integer({ min: 240, max: 1600 }), (steps, available) => {
        const line = lineOf(steps);
        const layout = layoutOf({ line, dayKey, available, whole });
        const marks = layout.lanes.flatMap((lane) => [
          ...lane.points,
          ...lane.segments.flatMap((segment) => segment.marks),
        ]);
        expect(marks).toHaveLength(steps.length);
        const placed = new Map(marks.map(({ entry, x }) => [entry, x]));
        const xs = line.entries.map((entry) => placed.get(entry) ?? Number.NaN);
        expect(xs).toEqual(xs.toSorted((a, b) => a - b));
        expect(Math.min(...xs)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...xs)).toBeLessThanOrEqual(layout.width);
        if (whole) expect(layout.width).toBe(available);
        if (whole) return;
        for (const { segments } of layout.lanes) {
          for (const [index, segment] of segments.entries()) {
            const next = segments[index + 1];
            if (next) expect(next.x0).toBeGreaterThan(segment.x1);
          }
        }
      }),
    );
  });

  test('brackets each journey from its first step to its last, none over another', () => {
    fc.assert(
      fc.property(ways, (steps) => {
        const line = lineOf(steps);
        const { brackets } = layoutOf({ line, dayKey, available: 900 });
        expect(brackets.map(({ journey }) => journey.id)).toEqual([
          ...new Set(steps.map(({ journey }) => journey)),
        ]);
        for (const [index, { x1 }] of brackets.entries()) {
          const next = brackets[index + 1];
          if (next) expect(next.x0).toBeGreaterThan(x1);
        }
      }),
    );
  });

  test('takes outcome and value of a journey from the API', () => {
    const told: Journey = {
      id: 'j1',
      customer: 'c',
      opened_at: 0,
      outcome: 'converted',
      value: '89.00',
      currency: 'EUR',
      sessions: 4,
    };
    const [journey] = lineOf(
      [{ ...step('a', '2026-11-20T10:00:00Z', 's1'), journey: 'j1' }],
      [told],
    ).journeys;
    expect(journey).toMatchObject({
      outcome: 'converted',
      value: '89.00',
      currency: 'EUR',
      sessions: 4,
    });
  });

  test('ends a journey with what converted, whatever the site counts as that', () => {
    const told: Journey[] = [
      {
        id: 'j1',
        customer: 'c',
        opened_at: 0,
        closed_at: '2026-11-20T10:01:00Z',
        outcome: 'converted',
      },
    ];
    const steps = ['10:00', '10:01', '10:02'].map((time, index) => ({
      ...step(`${index}`, `2026-11-20T${time}:00Z`, 's1'),
      name: index === 1 ? 'sign_up' : 'page_view',
      journey: 'j1',
    }));
    const { ends, entries } = lineOf(steps, told);
    expect([...ends.keys()].map((entry) => entry.step.name)).toEqual(['sign_up']);
    expect(entries.map(({ converts }) => converts)).toEqual([false, true, false]);
  });

  test('gives each device a lane and contacts one of their own', () => {
    const line = lineOf([
      {
        ...step('a', '2026-11-20T10:00:00Z', 's1'),
        visitor: 'v1',
        actor: { browser: 'Firefox', os: 'Linux', device: 'desktop' },
      },
      { ...step('b', '2026-11-20T11:00:00Z', 's2'), visitor: 'v2' },
      step('call', '2026-11-20T12:00:00Z', null),
    ]);
    expect(line.devices.map(({ label }) => label)).toEqual(['Firefox, Linux', 'Device 2']);
    const { lanes } = layoutOf({ line, dayKey, available: 900 });
    expect(lanes.map(({ key, segments, points }) => [key, segments.length, points.length])).toEqual(
      [
        ['v1', 1, 0],
        ['v2', 1, 0],
        ['offline', 0, 1],
      ],
    );
  });
});

function step(id: string, at: string, session: string | null): Step {
  return { id, at, name: 'x', session, visitor: session && 'v1' };
}

function hash(text: string, seed: number): number {
  let sum = seed;
  for (const letter of text) sum = (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0;
  return sum;
}
