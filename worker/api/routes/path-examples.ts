import { rateOf } from '../../reports/rate.ts';
import type { CellPaths } from '../answers/paths.ts';
import type { Example } from '../operation.ts';
import { exampleCell, exampleLinks, exampleMeta, exampleRange } from './example-parts.ts';

const START = '(session start)';

const node = (
  name: string,
  [people, bought]: [number, number],
): CellPaths['steps'][0]['nodes'][0] => ({
  node: name,
  people,
  share: rateOf(people, 1_040),
  conversion: rateOf(bought, people),
  cell: exampleCell,
});

const edge = (to: string, [people, bought]: [number, number]): CellPaths['edges'][0] => ({
  step: 0,
  from: START,
  to,
  people,
  share: rateOf(people, 1_040),
  conversion: rateOf(bought, people),
  cell: exampleCell,
});

const data: CellPaths = {
  steps: [
    { step: 0, nodes: [node(START, [1_040, 21])] },
    {
      step: 1,
      nodes: [
        node('/', [510, 12]),
        node('Products', [402, 9]),
        node('(other)', [110, 0]),
        node('(exit)', [18, 0]),
      ],
    },
  ],
  edges: [
    edge('/', [510, 12]),
    edge('Products', [402, 9]),
    edge('(other)', [110, 0]),
    edge('(exit)', [18, 0]),
  ],
  paths: [
    {
      nodes: [START, '/'],
      people: 510,
      share: rateOf(510, 1_040),
      conversion: rateOf(12, 510),
      cell: exampleCell,
    },
    {
      nodes: ['(other)'],
      people: 530,
      share: rateOf(530, 1_040),
      conversion: rateOf(9, 530),
      cell: exampleCell,
    },
  ],
  in_progress: 4,
};

const groups = [{ name: 'Products', pattern: '/p/*' }];

export const pathsExample: Example = {
  body: { range: { from: '2026-11-01', to: '2026-11-21' }, groups, steps: 1, limit: 2 },
  response: {
    query: {
      range: exampleRange,
      unit: 'customer',
      start: { session: 'start' },
      direction: 'forward',
      occurrence: 'first',
      nodes: 'page',
      groups,
      steps: 1,
      limit: 2,
      window: 'P30D',
      conversion: { event: 'purchase' },
    },
    data,
    totals: { people: 1_040, converted: 21, conversion: rateOf(21, 1_040) },
    meta: exampleMeta,
    links: exampleLinks,
  },
};
