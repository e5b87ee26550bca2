import { rangeOf, rangeView } from './range.ts';
import type { View } from './view.ts';
import { whoOf, whoView } from './who.ts';

export type Query = Record<string, unknown>;

/** What a page asks of the API: the one place where its address becomes a query, and the way back. */
export interface Question {
  /** In the API's words. */
  report: string;
  /** The page that asks it, as it is called, and its address within the site. */
  title: string;
  page?: string;
  /** What it is asked beside its range and whom it is about. */
  ask: (view: View) => Query;
  /** A view that may ask so. Whether it does is tried, so that it need not know what it cannot say. */
  see: (query: Query) => View;
  /** What the API takes where a query does not say, and what the page shows besides where none was asked. */
  usual: Query;
  /** The query as the page writes it where the same can be written in several ways. */
  plain?: (query: Query) => Query;
}

/** The body of the request that a view stands for. */
export function bodyOf(question: Question, view: View): Query {
  return { range: rangeOf(view), ...whoOf(view), ...question.ask(view) };
}

/** The view that asks exactly this; undefined where the page has none. */
export function viewOf(question: Question, query: Query): View | undefined {
  const view = nearest(question, query);
  return asksSame(question, query, bodyOf(question, view)) ? view : undefined;
}

export function asksSame(question: Question, a: Query, b: Query): boolean {
  return differing(question, a, b).length === 0;
}

/** Members of the query that the page would ask otherwise, or not at all. */
export function unseen(question: Question, query: Query): string[] {
  return differing(question, query, bodyOf(question, nearest(question, query)));
}

function nearest(question: Question, query: Query): View {
  const whole = wholeOf(question, query);
  return { ...rangeView(whole['range']), ...whoView(whole), ...question.see(whole) };
}

function differing(question: Question, a: Query, b: Query): string[] {
  const [one, other] = [wholeOf(question, a), wholeOf(question, b)];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => written(one[name]) !== written(other[name]));
}

function wholeOf({ usual, plain = (query) => query }: Question, query: Query): Query {
  return plain({ range: { preset: 'last_28d' }, ...usual, ...query });
}

/** The same text for the same JSON, whatever the order of its members. */
function written(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    ) ?? ''
  );
}
