import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NameBits } from '../../worker/history/name-bits.ts';
import type { Event } from '../../worker/stitch/event.ts';
import { packEvents } from '../../worker/stitch/pack.ts';
import { symbolId } from '../../worker/stitch/symbols.ts';

test('finds in packed sessions what is in the events', () => {
  const name = fc.oneof(
    fc.constantFrom('page_view', 'purchase', 'sign up', 'A rather long name of the site itself'),
    fc.string({ minLength: 1, maxLength: 12 }),
  );
  const events = fc.array(fc.tuple(fc.nat(5_000_000), name), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(events, fc.boolean(), fc.nat(), (seeds, isKnown, pick) => {
      let at = 1_000;
      const all = seeds.map(([gap, text], i): Event => {
        at += gap;
        return { id: `p.${i}`, at, name: text, context: {} };
      });
      const packed = packEvents(all, (text) => (isKnown ? symbolId(text) : undefined));
      const wanted = new Map([
        ['purchase', 1],
        [all[pick % all.length]?.name ?? '', 2],
      ]);
      const row = { ...packed, start: all[0]?.at ?? 0 };
      const texts = new Map(all.map((event) => [symbolId(event.name), event.name]));
      const foundBy = (names: NameBits): [number, number, number][] => {
        const found: [number, number, number][] = [];
        names.scan(
          row,
          (id) => texts.get(id),
          (...one) => found.push(one),
        );
        return found;
      };
      const expected = (others: (name: string) => number): unknown =>
        all.flatMap((event, i) => {
          const bits = wanted.get(event.name) ?? others(event.name);
          return bits === 0 ? [] : [[event.at, bits, i]];
        });
      expect(foundBy(new NameBits(wanted))).toEqual(expected(() => 0));
      const byLength = (text: string): number => text.length % 4;
      expect(foundBy(new NameBits(wanted, byLength))).toEqual(expected(byLength));
    }),
  );
});
