import { expect, test } from 'vitest';
import { lineOf } from '../../../worker/cli/import/line.ts';
import type { FileMap } from '../../../worker/cli/import/map.ts';

type Decimal = '.' | ',';

/** What a purchase states where the file writes these, and which columns were no numbers. */
function read(
  row: Record<string, unknown>,
  decimal?: Decimal,
): { value: unknown; items: unknown; unread: string[] } {
  const map: FileMap = {
    at: { column: 'at' },
    name: { value: 'purchase' },
    properties: {
      value: { column: 'total', as: 'number' },
      items: { split: 'things', by: '|', each: '{item_id}x{quantity:number}@{price:number}' },
    },
    ...(decimal && { decimal }),
  };
  const unread: string[] = [];
  const line = lineOf({ at: '2026-08-01', ...row }, map, {
    place: { file: 'f', number: 1 },
    unread,
  });
  const { value, items } = line.properties ?? {};
  return { value, items, unread };
}

test.each<[text: unknown, decimal: Decimal | undefined, value: number]>([
  ['25.50', undefined, 25.5],
  [' -3 ', undefined, -3],
  ['.5', undefined, 0.5],
  ['1e-05', undefined, 0.00001],
  [25.5, ',', 25.5],
  ['25,50', ',', 25.5],
  ['1.234,50', ',', 1_234.5],
  ['12.345.678', ',', 12_345_678],
  ['1 234,50', ',', 1_234.5],
  ['1\u202F234,50', ',', 1_234.5],
  ["1'234.50", '.', 1_234.5],
  ['1,234.50', '.', 1_234.5],
  ['1,234', '.', 1_234],
])('reads %j as a number where the decimal sign is %j', (text, decimal, value) => {
  expect(read({ total: text }, decimal)).toEqual({ value, items: undefined, unread: [] });
});

test.each<[text: unknown, decimal: Decimal | undefined]>([
  ['25,50', undefined],
  ['1,234.50', undefined],
  ['€ 12.00', undefined],
  ['abc', undefined],
  ['0x10', undefined],
  ['Infinity', undefined],
  [true, undefined],
  [[5], undefined],
  ['25.50', ','],
  ['1.23,50', ','],
  ["1.234'567,50", ','],
  ['1,2,3', ','],
  ['12.00 €', ','],
])('leaves %j to be judged where the decimal sign is %j', (text, decimal) => {
  expect(read({ total: text }, decimal)).toEqual({
    value: text,
    items: undefined,
    unread: ['total'],
  });
});

test.each(['', ' ', null, undefined])('takes %j for no value', (text) => {
  expect(read({ total: text })).toEqual({ value: undefined, items: undefined, unread: [] });
});

const mug = { item_id: 'mug', quantity: 1, price: 25.5 };

test.each<[list: string, decimal: Decimal | undefined, items: unknown[], unread: string[]]>([
  ['mugx1@25.50|', undefined, [mug], []],
  ['mugx1@25,50', ',', [mug], []],
  ['mugx1@1.025,50', ',', [{ ...mug, price: 1_025.5 }], []],
  ['mugx1@25,50', undefined, [{ ...mug, price: '25,50' }], ['things']],
  ['mugx1@25.50|jarxtwo@3', undefined, [mug, { item_id: 'jar', quantity: 'two', price: 3 }], ['things']],
  ['mugx1@', undefined, [{ ...mug, price: '' }], ['things']],
  ['mugx1@25.50|jar', undefined, [mug, 'jar'], ['things']],
])('reads the list %j where the decimal sign is %j', (things, decimal, items, unread) => {
  expect(read({ things }, decimal)).toEqual({ value: undefined, items, unread });
}); // prettier-ignore
