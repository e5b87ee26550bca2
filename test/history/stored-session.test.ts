import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstContext } from '../../worker/history/item.ts';
import { pieceOf, StoredSession } from '../../worker/history/stored-session.ts';
import type { Context, Event } from '../../worker/stitch/event.ts';
import { packEvents } from '../../worker/stitch/pack.ts';
import { sourceOf } from '../../worker/stitch/session-row.ts';

const context = fc.record<Context>(
  { device: fc.constantFrom('desktop', 'mobile'), language: fc.constantFrom('de', 'en') },
  { requiredKeys: [] },
);
const told = fc.record(
  {
    name: fc.constantFrom('page_view', 'click', 'view_item'),
    source: fc.constantFrom({ source: 'news', medium: 'email' }, { source: 'a', medium: 'b' }),
    context,
  },
  { requiredKeys: ['name', 'context'] },
);

function stored(events: readonly Event[]): StoredSession {
  const start = events[0]?.at ?? 0;
  const row = {
    ...packEvents(events, () => undefined),
    visitor: 'visitor-1',
    start,
    end: events.at(-1)?.at ?? start,
    flags: 0,
    channel: 0,
    device: 0,
    country: '',
    events: events.length,
    views: 0,
  };
  return new StoredSession(row, () => undefined);
}

test('tells source and context as its events have them, a piece of a session too', () => {
  fc.assert(
    fc.property(fc.array(told, { minLength: 1, maxLength: 8 }), fc.nat(7), (given, cut) => {
      const events = given.map((one, i): Event => ({ ...one, id: `load.${i}`, at: 1_000 + i }));
      const session = stored(events);
      expect(session.source()).toEqual(sourceOf(events));
      expect(session.source()).toEqual(sourceOf(events));
      expect(session.context()).toEqual(firstContext(events));
      const owner = { customer: 'ann', person: 1 };
      for (const piece of pieceOf(stored(events), owner, { from: 1_000 + cut, to: Infinity })) {
        const later = events.slice(cut);
        expect(piece.source()).toEqual(sourceOf(later));
        expect(piece.context()).toEqual(firstContext(later));
      }
    }),
    { numRuns: 500, seed: 5 },
  );
});
