import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  PRESETS,
  rangeBefore,
  rangeBeforeSoFar,
  rangeYearBeforeSoFar,
  resolveRange,
  type Range,
} from '../../worker/api/range.ts';

const HOUR = 3_600_000;
const noon = Date.UTC(2026, 10, 21, 12);

/** The day of an instant in a zone, told by Intl: a second opinion on Temporal. */
function dayIn(zone: string, ms: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(ms);
}

test.each([
  ['today', '2026-11-21', '2026-11-21'],
  ['yesterday', '2026-11-20', '2026-11-20'],
  ['last_7d', '2026-11-15', '2026-11-21'],
  ['last_28d', '2026-10-25', '2026-11-21'],
  ['last_90d', '2026-08-24', '2026-11-21'],
  ['last_365d', '2025-11-22', '2026-11-21'],
  ['this_month', '2026-11-01', '2026-11-21'],
  ['last_month', '2026-10-01', '2026-10-31'],
  ['this_year', '2026-01-01', '2026-11-21'],
] as const)('resolves %s to days of the zone', (preset, from, to) => {
  expect(resolveRange({ preset }, 'Europe/Berlin', noon)).toMatchObject({ from, to });
});

test('takes today from the zone, not from UTC', () => {
  const late = Date.UTC(2026, 10, 21, 23, 30);
  expect(resolveRange({ preset: 'today' }, 'Europe/Berlin', late).from).toBe('2026-11-22');
  expect(resolveRange({ preset: 'today' }, 'America/New_York', late).from).toBe('2026-11-21');
});

test.each([
  ['Europe/Berlin', '2026-03-29', 23],
  ['Europe/Berlin', '2026-10-25', 25],
  ['America/Havana', '2026-11-01', 25],
  ['America/Sao_Paulo', '2018-11-04', 23],
  ['Australia/Lord_Howe', '2026-04-05', 24.5],
  ['Asia/Kolkata', '2026-03-29', 24],
])('gives %s on %s %d hours', (zone, day, hours) => {
  const { from_ms, to_ms } = resolveRange({ from: day, to: day }, zone, noon);
  expect((to_ms - from_ms) / HOUR).toBe(hours);
});

test('holds exactly the instants of its days in every zone', () => {
  const zones = ['UTC', 'Europe/Berlin', 'America/Havana', 'Asia/Kathmandu', 'Pacific/Apia'];
  const day = fc
    .integer({ min: 0, max: 20_000 })
    .map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10));
  fc.assert(
    fc.property(fc.constantFrom(...zones), day, day, (zone, a, b) => {
      const [from, to] = a < b ? [a, b] : [b, a];
      const { from_ms, to_ms } = resolveRange({ from, to }, zone, noon);
      // Apia skipped 2011-12-30: the day is empty and its neighbours touch.
      fc.pre(!(zone === 'Pacific/Apia' && [from, to].includes('2011-12-30')));
      expect(dayIn(zone, from_ms)).toBe(from);
      expect(dayIn(zone, to_ms - 1)).toBe(to);
      expect(dayIn(zone, from_ms - 1) < from).toBe(true);
      expect(dayIn(zone, to_ms) > to).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('takes instants with offsets as they are, the end not included', () => {
  const asked = { from: '2026-08-01T00:00:00+02:00', to: '2026-08-02T00:00:00Z' };
  expect(resolveRange(asked, 'Asia/Tokyo', noon)).toEqual({
    from_ms: Date.UTC(2026, 6, 31, 22),
    to_ms: Date.UTC(2026, 7, 2),
    from: '2026-07-31T22:00:00.000Z',
    to: '2026-08-02T00:00:00.000Z',
    time_zone: 'Asia/Tokyo',
  });
});

test.each<Range>([
  { from: '2026-08-02', to: '2026-08-01' },
  { from: '2026-08-01', to: '2026-08-01T00:00:00Z' },
  { from: '2026-08-02T00:00:00Z', to: '2026-08-01T00:00:00Z' },
])('refuses %j', (asked) => {
  expect(() => resolveRange(asked, 'UTC', noon)).toThrow(/Two days|ends before/);
});

test('finds the period before, of as many days', () => {
  for (const preset of PRESETS) {
    if (preset === 'all') continue;
    const range = resolveRange({ preset }, 'Europe/Berlin', noon);
    expect(rangeBefore(range).to_ms, preset).toBe(range.from_ms);
  }
  const week = resolveRange({ from: '2026-10-24', to: '2026-10-30' }, 'Europe/Berlin', noon);
  expect(rangeBefore(week)).toMatchObject({ from: '2026-10-17', to: '2026-10-23' });
});

test.each<[what: string, asked: Range, at: string, before: string, year: string]>([
  ['today', { preset: 'today' }, '2026-11-21T12:00:00Z', '2026-11-20T12:00Z', '2025-11-21T12:00Z'],
  [
    'a month',
    { preset: 'this_month' },
    '2026-11-21T12:00:00Z',
    '2026-10-31T12:00Z',
    '2025-11-21T12:00Z',
  ],
  // 12:00 in Berlin is 11:00 UTC in winter and 10:00 in summer.
  [
    'the day after the clocks were set back',
    { from: '2026-10-26', to: '2026-10-26' },
    '2026-10-26T11:00:00Z',
    '2026-10-25T11:00Z',
    '2025-10-26T11:00Z',
  ],
  [
    'the week they were',
    { from: '2026-10-23', to: '2026-10-29' },
    '2026-10-28T11:00:00Z',
    '2026-10-21T10:00Z',
    '2025-10-28T11:00Z',
  ],
  [
    'a leap year',
    { from: '2028-02-01', to: '2028-03-10' },
    '2028-03-05T12:00:00Z',
    '2028-01-26T12:00Z',
    '2027-03-05T12:00Z',
  ],
  [
    'instants',
    { from: '2026-11-21T10:00:00Z', to: '2026-11-21T14:00:00Z' },
    '2026-11-21T12:00:00Z',
    '2026-11-21T08:00Z',
    '2025-11-21T12:00Z',
  ],
  [
    'what is still to come',
    { from: '2026-11-23', to: '2026-11-24' },
    '2026-11-22T09:00:00Z',
    '2026-11-20T23:00Z',
    '2025-11-22T23:00Z',
  ],
])('ends the period before where %s is by now', (_, asked, ...[at, before, year]) => {
  const now = Date.parse(at);
  const range = resolveRange(asked, 'Europe/Berlin', now);
  const previous = rangeBeforeSoFar(range, now);
  expect(new Date(previous.to_ms).toISOString()).toBe(before.replace('Z', ':00.000Z'));
  expect(previous.from_ms).toBe(rangeBefore(range).from_ms);
  expect(resolveRange(previous, 'Europe/Berlin', now)).toEqual(previous);
  const yearBefore = rangeYearBeforeSoFar(range, now);
  expect(new Date(yearBefore.to_ms).toISOString()).toBe(year.replace('Z', ':00.000Z'));
});

test('compares whole what is over', () => {
  const range = resolveRange({ preset: 'yesterday' }, 'Europe/Berlin', noon);
  expect(rangeBeforeSoFar(range, noon)).toEqual(rangeBefore(range));
  expect(rangeYearBeforeSoFar(range, noon)).toMatchObject({ from: '2025-11-20', to: '2025-11-20' });
});

test('lets `all` hold everything that may be stored', () => {
  const { from_ms, to_ms } = resolveRange({ preset: 'all' }, 'Pacific/Kiritimati', noon);
  expect(from_ms).toBe(0);
  expect(to_ms).toBeGreaterThan(noon + 86_400_000);
});
