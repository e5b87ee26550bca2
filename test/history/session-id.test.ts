import fc from 'fast-check';
import { expect, test } from 'vitest';
import { journeyId, readId, sessionId } from '../../worker/history/session-id.ts';

test('reads back whose an id is and when', () => {
  const of = fc.oneof(
    fc.string({ minLength: 1, maxLength: 40 }),
    fc.constantFrom('.', 'a.b', 'Ümlaut ≠ ascii', '🛒', '~1', 'user:x', 'line\nbreak'),
  );
  fc.assert(
    fc.property(of, fc.integer({ min: 0, max: 2 ** 42 }), fc.nat(99), (id, at, nth) => {
      expect(readId(sessionId(id, at))).toEqual({ of: id, at, nth: 0 });
      expect(readId(journeyId(id, at, nth))).toEqual({ of: id, at, nth });
    }),
  );
});

test('knows no other text for an id', () => {
  for (const text of ['', 's_', 's_!', 'x_abc', 'anna', `s_${btoa('zz')}`, 's_____']) {
    expect(readId(text)).toBeUndefined();
  }
});
