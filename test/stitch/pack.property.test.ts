import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../schema/index.ts';
import type { Event } from '../../worker/stitch/event.ts';
import { hashedId } from '../../worker/stitch/event-id.ts';
import { firstContext } from '../../worker/history/item.ts';
import {
  contextOf,
  eventIds,
  eventNames,
  eventProps,
  eventTimes,
  firstSource,
  packEvents,
  PageReader,
  unpackEvents,
} from '../../worker/stitch/pack.ts';
import { compareEvents } from '../../worker/stitch/order.ts';
import { suitsSymbol, SYMBOL_LENGTH, symbolId } from '../../worker/stitch/symbols.ts';
import {
  eachPageSymbol,
  eachSymbol,
  endOfPages,
  readStrings,
} from '../../worker/stitch/strings.ts';
import { DigitReader, writeNumber } from '../../worker/stitch/digits.ts';

const text = fc.string({ unit: 'binary' }).map((given) => given.toWellFormed());
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: 1, max: 10_000_000 }).map((cents) => cents / 100),
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
})).value;
const object = fc.dictionary(text, json, { maxKeys: 5 });
const id = fc.oneof(
  fc.tuple(fc.constantFrom('loadA', 'loadB'), fc.nat(30)).map(([load, seq]) => `${load}.${seq}`),
  text.map(hashedId),
  text,
);
const event: fc.Arbitrary<Event> = fc.record(
  {
    id,
    at: fc.integer({ min: 0, max: 4_294_967_295_000 }),
    name: fc.oneof(fc.constantFrom('page_view', 'click', 'purchase', 'a custom event'), text),
    page: fc.oneof(fc.constantFrom('/shop/a', '/shop/b', '/shop/c'), text),
    props: object,
    user: text,
    source: fc.record({ source: text, medium: text }),
    context: fc.record(
      {
        device: fc.constantFrom('desktop', 'mobile'),
        host: text,
        browser: fc.constantFrom('Firefox', 'Chrome'),
        country: fc.constantFrom('DE', 'FR'),
        skew: fc.nat(),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['id', 'at', 'name', 'context'] },
);

/** Symbols of a site where only some of the texts fit: the rest stays inline. */
function symbols(share: number) {
  const texts = new Map<string, string>();
  return {
    idOf: (given: string): string | undefined => {
      const key = symbolId(given);
      if (key.charCodeAt(0) % 10 >= share * 10) return undefined;
      texts.set(key, given);
      return key;
    },
    textOf: (key: string): string | undefined => texts.get(key),
  };
}

test('gives back every event it packed', () => {
  fc.assert(
    fc.property(
      fc.array(event, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(0, 0.5, 1),
      (events, share) => {
        events.sort(compareEvents);
        const { idOf, textOf } = symbols(share);
        const row = { ...packEvents(events, idOf), start: events[0]?.at ?? 0 };
        expect(unpackEvents(row, textOf)).toEqual(events);
        expect(eventNames(row, textOf)).toEqual(events.map(({ name }) => name));
        expect(eventTimes(row)).toEqual(events.map(({ at }) => at));
        const pages = new PageReader(row);
        const pageOf = (i: number): string | undefined => pages.text(i, textOf);
        expect(events.map((_, i) => pageOf(i))).toEqual(events.map(({ page }) => page));
        const size = { ...row, events: events.length };
        expect(contextOf(size, textOf)).toEqual(firstContext(events));
        const from = events.findIndex(({ source }) => source !== undefined);
        const source = from < 0 ? undefined : { index: from, source: events[from]?.source };
        expect(firstSource(size, textOf)).toEqual(source);
        const first = { ...row, strings: row.strings.slice(0, endOfPages(row)) };
        const cut = new PageReader(first);
        expect(events.map((_, i) => cut.text(i, textOf))).toEqual(events.map(({ page }) => page));
        const distinct = new Set(events.flatMap(({ page }) => page ?? []));
        expect(readStrings(first.strings, textOf)).toEqual([...distinct]);
        const seen = new Set<string | undefined>();
        eachPageSymbol(row, (column, at) => seen.add(textOf(column.slice(at, at + SYMBOL_LENGTH))));
        const shared = [...distinct].filter((page) => suitsSymbol(page) && idOf(page));
        expect([...seen]).toEqual(shared);
        // However much of the other texts is left, what is found is whole, and all pages are among it.
        const all = symbolsIn(row.strings);
        for (let n = endOfPages(row); n <= row.strings.length; n += 17) {
          const found = symbolsIn(row.strings.slice(0, n));
          expect(found).toEqual(all.slice(0, found.length));
          expect(found.map(textOf)).toEqual(expect.arrayContaining(shared));
        }
        expect(symbolsIn(`${row.strings}#abc`)).toEqual(all);
        expect(eventIds(row, textOf)).toEqual(events.map((one) => one.id));
        const propsOf = eventProps(row, textOf);
        const props = events.map((one) => one.props);
        expect(events.map((_, i) => propsOf(i))).toEqual(props);
        // Forward past what nobody asked for, and back again.
        const some = [...events.keys()].filter((i) => i % 3 === 1);
        for (const i of [...some, events.length + 3, events.length - 1, ...some.toReversed()]) {
          expect(propsOf(i)).toEqual(props[i]);
          expect(pageOf(i)).toBe(events[i]?.page);
        }
        // What D1 could not hand over as it is.
        // oxlint-disable-next-line no-control-regex
        expect(Object.values(row).join('')).not.toMatch(/[\x00-\x1f]/);
      },
    ),
    { numRuns: 1_000, seed: 11 },
  );
});

test('packs the same whatever order the keys came in', () => {
  const { idOf } = symbols(1);
  const base = { id: 'a.1', at: 5, name: 'x', context: {} };
  const one = packEvents([{ ...base, props: { b: 1, a: { d: 2, c: 3 } } }], idOf);
  expect(packEvents([{ ...base, props: { a: { c: 3, d: 2 }, b: 1 } }], idOf)).toEqual(one);
});

test('writes every whole number so that it reads back', () => {
  const numbers = fc.array(fc.nat({ max: Number.MAX_SAFE_INTEGER }));
  fc.assert(
    fc.property(numbers, (given) => {
      const reader = new DigitReader(given.map(writeNumber).join(''));
      expect(given.map(() => reader.number())).toEqual(given);
      expect(reader.done).toBe(true);
    }),
  );
});

function symbolsIn(strings: string): string[] {
  const found: string[] = [];
  eachSymbol(strings, (column, at) => found.push(column.slice(at, at + SYMBOL_LENGTH)));
  return found;
}
