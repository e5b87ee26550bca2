import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { both, draftOf, filterOf, pointerOf } from '../../dashboard/filter/conditions.ts';
import { editingOf, madeOf, unfinished } from '../../dashboard/filter/editing.ts';
import { comparisons, DEEDS, FIELDS, OWN } from '../../dashboard/filter/fields.ts';
import { sayFilter } from '../../dashboard/filter/say.ts';
import { instantAt } from '../../dashboard/format/instant.ts';
import { filterInput } from '../../worker/api/filter.ts';
import { FACETS, PERSON_FIELDS, STAGES } from '../../worker/reports/index.ts';
import { CHANNELS } from '../../worker/collect/channel.ts';
import { safeParse } from 'valibot';

const email = { field: 'channel', op: 'eq', value: 'Email' };
const bought = { did: { event: 'purchase', within: 'P30D' } };

describe('a filter that is edited', () => {
  test('asks what it asked before', () => {
    for (const filter of [
      email,
      bought,
      { and: [email, bought] },
      { or: [{ field: 'trait.plan', op: 'exists', value: false }, email] },
      { count: { event: 'search', op: 'gte', value: 3 } },
      { field: 'prop.a.b', op: 'in', value: ['x', 'y z'] },
      { field: 'first_seen', op: 'gte', value: '2026-08-01' },
    ]) {
      const draft = draftOf(filter);
      expect(draft && filterOf(draft)).toEqual(filter);
    }
  });

  test('stays JSON where conditions cannot say it', () => {
    for (const filter of [
      { not: email },
      { and: [email, { or: [email, bought] }] },
      { did: { event: 'search', filter: email } },
      { sequence: { steps: [{ event: 'a' }, { event: 'b' }] } },
      { field: 'campaign', op: 'in', value: ['a, b', 'c'] },
      { field: 'device', op: 'contains', value: 'mob' },
      { field: 'nothing', op: 'eq', value: 1 },
      'Email',
    ]) {
      expect(draftOf(filter)).toBeUndefined();
      expect(editingOf(filter)).toEqual({ json: JSON.stringify(filter, null, 2) });
    }
  });

  test('names each condition that asks nothing yet, where the API would name it', () => {
    const draft = draftOf({ or: [{ did: { event: '' } }, email, { ...email, value: '' }] });
    if (!draft) throw new Error('It is made of conditions.');
    expect(unfinished({ draft }).map(({ pointer }) => pointer)).toEqual(['/or/0', '/or/2']);
    expect(pointerOf({ join: 'and', conditions: draft.conditions.slice(0, 1) }, 0)).toBe('');
    expect(madeOf({ json: '{' }).slip).toMatch(/no JSON/);
    expect(madeOf({ json: ' ' })).toEqual({});
  });

  test('is taken by the API, whatever is chosen', () => {
    const about = fc.constantFrom(...Object.keys(FIELDS), ...Object.keys(DEEDS));
    fc.assert(
      fc.property(about, fc.nat(20), fc.boolean(), (chosen, nth, isAny) => {
        const options = comparisons(chosen);
        const op = options[nth % options.length]?.[0] ?? '';
        const { takes, values } = FIELDS[chosen] ?? {};
        const texts: Record<string, string> = { number: '2.5', day: '2026-11-01', list: '' };
        const value =
          chosen === 'count'
            ? '2'
            : (values?.[nth % values.length]?.[0] ?? texts[takes ?? ''] ?? 'x');
        const one = { about: chosen, name: 'plan', op, value, within: '' };
        const name = chosen in OWN || chosen in DEEDS ? 'plan' : '';
        const said = op === '' || op === 'known' || op === 'unknown';
        const again = { ...one, name, ...(chosen.startsWith('did') && { op: '' }) };
        const kept = { ...again, value: said || chosen.startsWith('did') ? '' : value };
        const draft = {
          join: isAny ? ('or' as const) : ('and' as const),
          conditions: [kept, kept],
        };
        const filter = filterOf(draft);
        expect(safeParse(filterInput, filter).issues?.map(({ message }) => message)).toBe(
          undefined,
        );
        expect(draftOf(filter)).toEqual(draft);
        expect(sayFilter(filter)).not.toMatch(/undefined|[{}]/);
      }),
    );
  });

  test('knows every field, channel and stage that the API knows', () => {
    const known = Object.keys(FIELDS);
    expect([...FACETS, ...PERSON_FIELDS].filter((name) => !known.includes(name))).toEqual([]);
    const values = (name: string): string[] => (FIELDS[name]?.values ?? []).map(([each]) => each);
    expect(values('channel').toSorted()).toEqual([...CHANNELS].toSorted());
    expect(values('stage')).toEqual([...STAGES]);
  });

  test('joins with a segment without a level more than needed', () => {
    expect(both({ and: [email, bought] }, email)).toEqual({ and: [email, bought, email] });
    expect(both({ or: [email, bought] }, email)).toEqual({ and: [{ or: [email, bought] }, email] });
    expect(both(undefined, email)).toBe(email);
  });
});

describe('a filter in words', () => {
  test.each([
    [email, 'Channel is Email'],
    [{ and: [email, bought] }, 'Channel is Email and did purchase in the last 30 days'],
    [
      { and: [email, { or: [bought, { field: 'device', op: 'neq', value: 'mobile' }] }] },
      'Channel is Email and (did purchase in the last 30 days or device is not Mobile)',
    ],
    [
      { not: { field: 'country', op: 'in', value: ['DE', 'AT'] } },
      'Not (country is one of Germany, Austria)',
    ],
    [{ count: { event: 'search', op: 'gte', value: 1 } }, 'Did search at least once'],
    [{ field: 'trait.plan', op: 'exists' }, '“plan” is known'],
    [
      { sequence: { steps: [{ event: 'a' }, { event: 'b' }], within: 'P2D' } },
      'Did a, then b within P2D',
    ],
    [{ cell: { report: 'overview' } }, 'Behind a number of a report'],
    [{ strange: 1 }, '{"strange":1}'],
  ])('%j', (filter, words) => {
    expect(sayFilter(filter)).toBe(words);
  });
});

describe('a time of the site', () => {
  const at = (day: string, time: string, zone: string): string | undefined => {
    const ms = instantAt(day, time, zone);
    return ms === undefined ? undefined : new Date(ms).toISOString();
  };

  test('is the instant at which its clocks show it', () => {
    expect(at('2026-11-18', '00:30', 'Europe/Berlin')).toBe('2026-11-17T23:30:00.000Z');
    expect(at('2026-07-01', '12:00', 'America/St_Johns')).toBe('2026-07-01T14:30:00.000Z');
    expect(at('2026-11-18', '23:59', 'Pacific/Kiritimati')).toBe('2026-11-18T09:59:00.000Z');
    expect(at('', '12:00', 'UTC')).toBeUndefined();
  });

  test('is the first of two in autumn, and after the skip in spring', () => {
    expect(at('2026-10-25', '02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
    expect(at('2026-10-25', '03:30', 'Europe/Berlin')).toBe('2026-10-25T02:30:00.000Z');
    expect(at('2026-03-29', '02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
    expect(at('2026-11-01', '01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z');
  });
});
