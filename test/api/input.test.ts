import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { filterInput } from '../../worker/api/filter.ts';
import { nearest } from '../../worker/api/nearest.ts';
import { Problem } from '../../worker/api/problem.ts';
import { rangeInput } from '../../worker/api/range.ts';
import { exclusions, steps, window } from '../../worker/api/report-input.ts';
import { checked } from '../../worker/api/validate.ts';

const body: v.GenericSchema = v.strictObject({
  range: v.exactOptional(rangeInput),
  filter: v.exactOptional(filterInput),
  steps: v.exactOptional(steps),
  exclude: v.exactOptional(exclusions),
  window: v.exactOptional(window),
});

/** Pointers of what is wrong, with the nearest name. */
function faults(input: unknown): [string, string | undefined][] {
  try {
    checked(body, input, 'body');
    return [];
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown;
    return (thrown.init.errors ?? []).map(({ pointer, nearest: near }) => [pointer, near]);
  }
}

const leaf = { field: 'channel', op: 'eq', value: 'Email' };

test.each<[unknown, string, string | undefined]>([
  [{ filter: { and: [leaf, { ...leaf, op: 'equals' }] } }, '/filter/and/1/op', 'eq'],
  [{ filter: { and: [leaf, { ...leaf, op: 'contain' }] } }, '/filter/and/1/op', 'contains'],
  [{ filter: { or: [{ ...leaf, field: 'chanel' }] } }, '/filter/or/0/field', 'channel'],
  [{ filter: { not: { ...leaf, values: 1 } } }, '/filter/not/values', 'value'],
  [{ filter: { ...leaf, op: 'in' } }, '/filter/value', undefined],
  [{ filter: { ...leaf, value: ['a'] } }, '/filter/value', undefined],
  [{ filter: { ...leaf, value: { a: 1 } } }, '/filter/value', undefined],
  [{ filter: { ...leaf, value: 'email' } }, '/filter/value', 'Email'],
  [{ filter: { ...leaf, op: 'in', value: ['Email', 'Smss'] } }, '/filter/value/1', 'SMS'],
  [{ filter: { field: 'device', op: 'neq', value: 'Mobile' } }, '/filter/value', 'mobile'],
  [{ filter: { field: 'stage', op: 'eq', value: 'intention' } }, '/filter/value', 'retention'],
  [{ filter: { field: 'orders', op: 'gte', value: 'two' } }, '/filter/value', undefined],
  [{ filter: { field: 'value', op: 'not_in', value: [1, 'abc'] } }, '/filter/value/1', undefined],
  [{ filter: { and: [] } }, '/filter/and', undefined],
  [{ filter: 'channel' }, '/filter', undefined],
  [{ filter: null }, '/filter', undefined],
  [{ range: { preset: 'last_7' } }, '/range/preset', 'last_7d'],
  [{ range: { from: '2026-02-30', to: '2026-03-01' } }, '/range/from', undefined],
  [{ range: { from: '1969-12-31', to: '2026-03-01' } }, '/range/from', undefined],
  [{ range: { from: '2026-03-01' } }, '/range/to', undefined],
  [{ range: { from: '2026-03-01', to: '2026-03-01', zone: 'UTC' } }, '/range/zone', undefined],
  [{ steps: [] }, '/steps', undefined],
  [{ steps: Array.from({ length: 21 }, () => ({ event: 'x' })) }, '/steps', undefined],
  [{ steps: [{ event: 'x' }, { evnt: 'y' }] }, '/steps/1/event', undefined],
  [{ steps: [{ any: [{ event: 1 }] }] }, '/steps/0/any/0/event', undefined],
  [{ exclude: [{ event: 'x', after: 0 }] }, '/exclude/0/after', undefined],
  [{ window: 'P1M' }, '/window', undefined],
  [{ window: 'P367D' }, '/window', undefined],
  [{ window: 'PT0S' }, '/window', undefined],
  [{ windw: 'P7D' }, '/windw', 'window'],
  [{ 'a/b~c': 1 }, '/a~1b~0c', undefined],
])('points at what is wrong with %j', (input, pointer, near) => {
  expect(faults(input)[0]).toEqual([pointer, near]);
});

/** What is said of the first fault. */
function said(input: unknown): string | undefined {
  try {
    checked(body, input, 'body');
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown;
    return thrown.message;
  }
}

test.each<[unknown, string]>([
  [{ steps: ['view_item'] }, '"steps[0]": expected an object, got "view_item"'],
  [{ steps: [{ event: 5 }] }, '"steps[0].event": expected a text, got 5'],
  [{ steps: [{ event: 'x' }, { evnt: 'y' }] }, '"steps[1].event" is missing'],
  [{ steps: [{ page: '/shop/*' }] }, '"steps[0]": A page is a step as {"event": "page_view", '],
  [{ range: 'last_7d' }, '"range": write {"preset": "last_28d"}, or {"from", "to"}'],
  [{ range: { preset: 'soon' } }, '"range.preset": expected one of today, yesterday, last_7d, '],
  [
    { filter: { ...leaf, value: 'email' } },
    '"filter.value": expected one of Direct, Cross-network',
  ],
  [
    { filter: { field: 'orders', op: 'gte', value: 'two' } },
    '"filter.value": A number, such as 2 or 19.9',
  ],
  [{ filter: { ...leaf, field: 'colour' } }, '"filter.field": there is no such field; there are '],
])('says in words what is wrong with %j', (input, words) => {
  expect(said(input)?.slice(0, words.length)).toBe(words);
});

test('takes what is documented', () => {
  const all = {
    range: { from: '2026-08-01T00:00:00Z', to: '2026-08-31T00:00:00.5+02:00' },
    filter: {
      and: [
        leaf,
        { not: { field: 'prop.plan', op: 'exists' } },
        { or: [{ field: 'item.price', op: 'gte', value: 5 }] },
      ],
    },
    steps: [{ event: 'view_item' }, { filter: leaf }, { any: [{ event: 'a' }, { filter: leaf }] }],
    exclude: [{ event: 'refund', after: 1, before: 2 }],
    window: 'PT30M',
  };
  expect(faults(all)).toEqual([]);
});

test('refuses a filter deeper than a person asks, without falling over', () => {
  let deep: unknown = leaf;
  for (let i = 0; i < 30; i++) deep = { not: deep };
  expect(faults({ filter: deep })).toEqual([['/filter', undefined]]);
});

test('never throws anything but a problem, whatever comes', () => {
  const hold = (): void =>
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (value) => {
        for (const input of [value, { filter: value }, { steps: [value] }, { range: value }])
          faults(input);
      }),
      { numRuns: 2_000 },
    );
  expect(hold).not.toThrow();
});

test('finds the name that was meant, and none where none is near', () => {
  const known = ['range', 'unit', 'filter', 'breakdown'];
  expect(nearest('fitler', known)).toBe('filter');
  expect(nearest('Unit', known)).toBe('unit');
  expect(nearest('breakdwon', known)).toBe('breakdown');
  expect(nearest('zzzzzzzzzz', known)).toBeUndefined();
  expect(nearest('x'.repeat(1_000_000), known)).toBeUndefined();
});

test.each([
  ['>', 'gt'],
  ['<=', 'lte'],
  ['!=', 'neq'],
  ['is', 'eq'],
  ['grater', 'gt'],
  ['Greater_Than', 'gt'],
  ['is_set', 'exists'],
  ['begins_with', 'starts_with'],
  ['contians', 'contains'],
])('an operator as others call it, %s, is told as %s', (said, meant) => {
  const errors = [['/filter/op', meant]];
  expect(faults({ filter: { field: 'country', op: said, value: 'DE' } })).toEqual(errors);
});
