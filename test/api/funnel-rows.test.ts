import { beforeAll, expect, test } from 'vitest';
import { ask, makeKey, makeSite } from '../support/api.ts';

let site = '';
let key = '';

const START = Date.now() - 3 * 86_400_000;

/** Nine people of three countries: with two rows there are others. */
beforeAll(async () => {
  site = await makeSite();
  key = (await makeKey(site, 'admin')).key;
  const server = (await makeKey(site, 'server')).key;
  const people: [string, string, boolean][] = [
    ['d1', 'DE', true],
    ['d2', 'DE', false],
    ['d3', 'DE', true],
    ['f1', 'FR', true],
    ['f2', 'FR', false],
    ['i1', 'IT', true],
    ['p1', 'PT', false],
  ];
  const batch = people.flatMap(([anonymousId, country, goesOn]) =>
    ['view_item', ...(goesOn ? ['add_to_cart'] : [])].map((event, i) => ({
      type: 'track',
      anonymousId,
      event,
      context: { location: { country } },
      messageId: `${anonymousId}${i}`,
      timestamp: new Date(START + i * 60_000).toISOString(),
    })),
  );
  await ask('/v1/batch', { key: server, body: { batch } });
});

interface Step {
  people: number;
  cell: string;
}

interface Data {
  rows: { key: string; steps: Step[] }[];
  trend: { day: string; people: number; converted: number }[];
}

test('every number of a row opens its people, those of the others too; a trend adds up', async () => {
  const asked = await ask(`/v1/sites/${site}/reports/funnel`, {
    key,
    body: {
      range: { preset: 'last_7d' },
      steps: [{ event: 'view_item' }, { event: 'add_to_cart' }],
      breakdown: { by: 'country', limit: 2 },
      trend: 'day',
    },
  });
  expect(asked.status).toBe(200);
  const { data } = await asked.json<{ data: Data }>();
  const opened: Record<string, string[][]> = {};
  for (const { key: row, steps } of data.rows) {
    opened[row] = await Promise.all(
      steps.map(async ({ cell, people }) => {
        const list = await ask(`/v1/sites/${site}/customers?cell=${cell}`, { key });
        const ids = (await list.json<{ data: { id: string }[] }>()).data.map(({ id }) => id);
        expect(ids.length).toBe(people);
        return ids;
      }),
    );
  }
  expect(opened).toEqual({
    DE: [
      ['d1', 'd2', 'd3'],
      ['d1', 'd3'],
    ],
    FR: [['f1', 'f2'], ['f1']],
    '(other)': [['i1', 'p1'], ['i1']],
  });
  expect(data.trend.length).toBe(7);
  expect(data.trend.filter(({ people }) => people > 0)).toMatchObject([
    { people: 7, converted: 4 },
  ]);
});
