import { askedOf, LENGTHS, NODES, sideNamed } from '../diff/question.ts';
import { READY, readyMade, readyNamed } from '../segments/ready.ts';
import type { Question } from './question.ts';
import { chosen, limitOf, limitView, textOf } from './view.ts';

/** Where the journeys of two sides part. */
export const compareQuestion: Question = {
  report: 'diff',
  title: 'Compare',
  page: 'compare',
  ask: (view) => {
    const length = chosen(LENGTHS, view['length']);
    const asked = askedOf(view['sides']);
    return {
      nodes: chosen(NODES, view['nodes']),
      limit: limitOf(view, 30),
      ...(length === 'session' ? { unit: 'session' } : { window: length }),
      ...(asked ? { a: asked } : {}),
    };
  },
  see: ({ nodes, limit, unit, window, a }) => ({
    nodes: textOf(nodes),
    limit: limitView(limit, 30),
    length: unit === 'session' ? 'session' : textOf(window),
    sides: sideNamed(a),
  }),
  usual: { unit: 'customer', nodes: 'page', groups: [], window: 'P7D', states: 20, limit: 50 },
};

/** Segments side by side. */
export const segmentsQuestion: Question = {
  report: 'segments',
  title: 'Segments',
  page: 'segments',
  ask: (view) => {
    const ready = readyMade(chosen(READY, view['of']));
    return { limit: limitOf(view, 12), ...(ready && { segments: ready }) };
  },
  see: ({ limit, segments: asked }) => ({ limit: limitView(limit, 12), of: readyNamed(asked) }),
  usual: { unit: 'customer', limit: 20 },
};
