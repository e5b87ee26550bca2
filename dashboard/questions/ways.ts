import { membersOf } from '../filter/conditions.ts';
import { funnelBody, type Question as Asked, questionOf, viewOf } from '../funnel/question.ts';
import { pathsBody, pathsQuestionOf, TRADE } from '../paths/question.ts';
import { compareOf, compareView } from './compare.ts';
import type { Query, Question } from './question.ts';
import { limitOf, limitView, textOf, type View } from './view.ts';

export const funnelQuestion: Question = {
  report: 'funnel',
  title: 'Funnel',
  page: 'funnel',
  ask: (view) => ({ ...funnelBody(questionOf(view), limitOf(view, 8)), ...compareOf(view) }),
  see: (query) => {
    const { breakdown, compare } = query;
    const { limit } = membersOf(breakdown);
    const rows = breakdown === undefined ? undefined : limitView(limit, 8);
    return { ...viewOf(funnelAsked(query)), limit: rows, ...compareView(compare) };
  },
  usual: { unit: 'customer', order: 'ordered', window: 'P30D', hold: [], exclude: [] },
};

function funnelAsked({ steps, order, window, breakdown, hold, exclude, trend }: Query): Asked {
  const eventOf = (step: unknown): string => textOf(membersOf(step)['event']) ?? '';
  const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
  return {
    events: listed(steps).map(eventOf),
    order: textOf(order) ?? '',
    window: textOf(window) ?? '',
    by: textOf(membersOf(breakdown)['by']) ?? '',
    hold: textOf(listed(hold)[0]) ?? '',
    without: eventOf(listed(exclude)[0]),
    trend: textOf(trend) ?? '',
  };
}

export const pathsQuestion: Question = {
  report: 'paths',
  title: 'Paths',
  page: 'paths',
  ask: (view) => pathsBody(pathsQuestionOf(view), limitOf(view, 6)),
  see: ({ direction, start, nodes, events, steps, limit }): View => ({
    direction: textOf(direction),
    start: textOf(membersOf(start)['event']),
    nodes: nodes === 'event' && isTrade(events) ? 'trade' : textOf(nodes),
    steps: textOf(steps),
    limit: limitView(limit, 6),
  }),
  usual: {
    unit: 'customer',
    direction: 'forward',
    occurrence: 'first',
    start: { session: 'start' },
    nodes: 'page',
    groups: [],
    steps: 5,
    limit: 8,
    window: 'P30D',
  },
};

function isTrade(events: unknown): boolean {
  return JSON.stringify(events) === JSON.stringify(TRADE);
}
