import { differenceOf } from '../../reports/difference.ts';
import { broughtBy } from '../../reports/explain-parts.ts';
import { Sum } from '../../reports/explain-units.ts';
import type { ExplainRow } from '../../reports/index.ts';
import { rateOf } from '../../reports/rate.ts';
import type { CellExplain, ExplainCells } from '../answers/explain.ts';
import type { ShownRange } from '../envelope.ts';
import type { Example } from '../operation.ts';
import { exampleCell, exampleLinks, exampleMeta, exampleRange } from './example-parts.ts';

const cells: ExplainCells = {
  now: exampleCell,
  before: exampleCell,
  now_converted: exampleCell,
  before_converted: exampleCell,
};

type Counts = [n: number, of: number];

const NOW: Counts = [189, 4_500];
const BEFORE: Counts = [216, 4_000];

function sumOf([n, of]: Counts): Sum {
  return Object.assign(new Sum(), { of, n, sum: n, squares: n });
}

/** A row as it follows from who converted of whom. */
function rowOf(key: string, now: Counts, before: Counts, stands: boolean): ExplainRow {
  const brought = broughtBy({
    now: { part: sumOf(now), whole: sumOf(NOW) },
    before: { part: sumOf(before), whole: sumOf(BEFORE) },
  });
  return {
    key,
    now: rateOf(...now),
    before: rateOf(...before),
    share: { now: rateOf(now[1], NOW[1]), before: rateOf(before[1], BEFORE[1]) },
    ...brought,
    difference: differenceOf(rateOf(...now), rateOf(...before)),
    stands: { difference: stands, beyond: stands },
  };
}

const rows = [
  rowOf('mobile', [60, 2_500], [96, 2_000], true),
  rowOf('desktop', [129, 2_000], [120, 2_000], false),
];
const total = (part: 'mix' | 'rate'): number => rows.reduce((sum, row) => sum + row[part], 0);
const [mobile] = rows;

const data: CellExplain = {
  now: rateOf(...NOW),
  before: rateOf(...BEFORE),
  change: differenceOf(rateOf(...NOW), rateOf(...BEFORE)),
  mix: total('mix'),
  rate: total('rate'),
  by: 'device',
  dimensions: [
    {
      by: 'device',
      values: 2,
      stand: 1,
      concentration: Math.abs(mobile?.beyond.value ?? 0),
      top: {
        key: 'mobile',
        contribution: mobile?.contribution.value ?? 0,
        beyond: mobile?.beyond.value ?? 0,
      },
    },
    { by: 'channel', values: 7, stand: 0, concentration: 0, top: null },
  ],
  rows: rows.map((row) => ({ ...row, cells })),
  other_currencies: 0,
  cells,
};

const compare: ShownRange = {
  from: '2026-10-11',
  to: '2026-10-31',
  time_zone: 'Europe/Berlin',
  start: '2026-10-10T22:00:00.000Z',
  end: '2026-10-31T23:00:00.000Z',
};

export const explainExample: Example = {
  body: { range: { from: '2026-11-01', to: '2026-11-21' }, compare: 'previous' },
  response: {
    query: {
      range: exampleRange,
      compare,
      unit: 'customer',
      measure: 'conversion',
      conversion: { event: 'purchase' },
      limit: 10,
    },
    data,
    totals: { now: data.now, before: data.before },
    meta: exampleMeta,
    links: { ...exampleLinks, people: `/v1/sites/shop/customers?cell=${exampleCell}` },
  },
};
