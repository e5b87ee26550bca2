import * as v from 'valibot';
import type { PathEdge, PathNode, PathRow, Paths } from '../../reports/index.ts';
import { count, rate } from '../shapes.ts';

type Celled<T> = T & { cell: string | null };

/** The report with the keys to its people. */
export interface CellPaths extends Omit<Paths, 'steps' | 'edges' | 'paths'> {
  steps: { step: number; nodes: Celled<PathNode>[] }[];
  edges: Celled<PathEdge>[];
  paths: Celled<PathRow>[];
}

const cell = v.pipe(
  v.nullable(v.string()),
  v.description('Opens the people: `GET .../customers?cell=`.'),
);
const conversion = v.pipe(rate, v.description('Of them, those who converted.'));
const ofAll = v.pipe(rate, v.description('Of all who started.'));

const node: v.GenericSchema<Celled<PathNode>> = v.strictObject({
  node: v.string(),
  people: count,
  share: ofAll,
  conversion,
  cell,
});

const edge: v.GenericSchema<Celled<PathEdge>> = v.strictObject({
  step: v.pipe(count, v.description('Steps from the start where it leaves.')),
  from: v.string(),
  to: v.string(),
  people: count,
  share: v.pipe(rate, v.description('Of those at its node.')),
  conversion,
  cell,
});

const row: v.GenericSchema<Celled<PathRow>> = v.strictObject({
  nodes: v.pipe(v.array(v.string()), v.description('From the start; `(other)` alone is the rest.')),
  people: count,
  share: ofAll,
  conversion,
  cell,
});

export const pathsData: v.GenericSchema<CellPaths> = v.strictObject({
  steps: v.pipe(
    v.array(v.strictObject({ step: count, nodes: v.array(node) })),
    v.description(
      'Nodes by their distance from the start. Each list ends with `(other)` and `(exit)`.',
    ),
  ),
  edges: v.pipe(
    v.array(edge),
    v.description('What leaves a node adds up to what is at it, but at the last step.'),
  ),
  paths: v.pipe(v.array(row), v.description('Whole paths, most travelled first.')),
  in_progress: v.pipe(count, v.description('People whose path may still go on.')),
});
