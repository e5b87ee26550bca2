import { madeOf } from '../filter/editing.ts';
import { textOf, type View } from './view.ts';

/** Whom a report is about, as it stands in the address; of everybody nothing. */
export function whoOf(view: View): { segment?: string; filter?: object } {
  const filter = filterIn(view);
  return { ...(view['segment'] && { segment: view['segment'] }), ...(filter && { filter }) };
}

/** The same as parameters of a list. */
export function whoAsked(view: View): View {
  const filter = filterIn(view);
  return { segment: view['segment'], filter: filter && JSON.stringify(filter) };
}

/** What is no JSON was not made here, and asks nothing. */
export function filterIn({ filter }: View): object | undefined {
  return filter === undefined ? undefined : madeOf({ json: filter }).filter;
}

/** The view of whom a question is about. */
export function whoView({ segment, filter }: Record<string, unknown>): View {
  return { segment: textOf(segment), filter: filter ? JSON.stringify(filter) : undefined };
}
