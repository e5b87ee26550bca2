import { describe, expect, test } from 'vitest';
import { withQuery } from '../../dashboard/api/paths.ts';
import { carriedTo } from '../../dashboard/shell/carried.ts';

const who = { segment: 's_lamps', filter: '{"field":"device","op":"eq","value":"a&b=c#d"}' };
const days = { from: '2026-10-01', to: '2026-10-31' };

describe('from one page to the next', () => {
  test.each([[{ range: 'last_7d' }], [days]])('go %j and whom it is about', (range) => {
    const own = {
      by: 'channel',
      cell: 'c1',
      of: 'Ordered',
      q: 'ann',
      steps: 'a',
      compare: 'previous',
    };
    for (const page of [undefined, 'funnel', 'customers', 'segments']) {
      const href = withQuery('/sites/shop', carriedTo(page, { ...own, ...range, ...who }));
      const taken = new URL(href, 'https://x').searchParams;
      expect(Object.fromEntries(taken)).toEqual({ ...range, ...who });
    }
  });

  test('goes nothing where nothing was asked', () => {
    expect(withQuery('/sites/shop', carriedTo('funnel', { by: 'channel' }))).toBe('/sites/shop');
  });

  test.each(['accounts', 'health', 'triggers'])(
    'goes nothing to %s, which could not show it',
    (page) => {
      expect(carriedTo(page, { ...days, ...who })).toEqual({});
    },
  );
});
