import { EVENTS } from '../funnel/question.ts';
import { humanise } from '../format/words.ts';
import type { Options } from '../parts/choice.tsx';
import { chosen } from '../questions/view.ts';

/** What the paths are asked, as it stands in the address. */
export interface PathsQuestion {
  direction: string;
  /** Empty: the edge of a session. */
  start: string;
  nodes: string;
  steps: string;
}

export const DIRECTIONS: Options = [
  ['forward', 'What comes after'],
  ['backward', 'What came before'],
];
export const NODES: Options = [
  ['page', 'Pages'],
  ['trade', 'Trade events'],
  ['event', 'All events'],
  ['stage', 'Stages'],
];
export const STEPS: Options = ['3', '4', '5', '6', '8'].map(
  (steps) => [steps, `${steps} steps`] as const,
);

/** Where paths may start; a session's edge is its end for those who look back. */
export function startsOf(direction: string): Options {
  const edge = direction === 'backward' ? 'The end of a session' : 'The start of a session';
  return [['', edge], ...EVENTS.map((name) => [name, humanise(name)] as const)];
}

export function pathsQuestionOf(view: Record<string, string | undefined>): PathsQuestion {
  const direction = chosen(DIRECTIONS, view['direction']);
  return {
    direction,
    start: chosen(startsOf(direction), view['start']),
    nodes: chosen(NODES, view['nodes']),
    steps: chosen(STEPS, view['steps'] ?? '4'),
  };
}

/** What a shop is asked about; clicks and page views between them left out. */
export const TRADE: readonly string[] = EVENTS.filter(
  (name) => !['page_view', 'select_item', 'identify'].includes(name),
);

/** The question as the report takes it. */
export function pathsBody(question: PathsQuestion, limit: number): Record<string, unknown> {
  const { direction, start, nodes, steps } = question;
  const edge = direction === 'backward' ? 'end' : 'start';
  return {
    direction,
    start: start === '' ? { session: edge } : { event: start },
    ...(nodes === 'trade' ? { nodes: 'event', events: TRADE } : { nodes }),
    steps: Number(steps),
    limit,
  };
}
