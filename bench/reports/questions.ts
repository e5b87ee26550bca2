import { FROM, TO } from '../query/database.ts';

/** A question whose answer is a whole report. */
export interface Asked {
  name: string;
  path: string;
  body?: object;
}

const range = rangeOf(FROM, TO);
const MIDDLE = FROM + (TO - FROM) / 2;
const halves = { range: rangeOf(MIDDLE, TO), compare: rangeOf(FROM, MIDDLE) };
const STEPS = ['view_item', 'add_to_cart', 'begin_checkout', 'purchase'];
const steps = STEPS.map((event) => ({ event }));
const mobile = { field: 'device', op: 'eq', value: 'mobile' };

const reports: readonly Asked[] = [
  { name: 'overview', path: 'overview', body: { range } },
  {
    name: 'overview by landing page',
    path: 'overview',
    body: { range, breakdown: { by: 'landing_page' } },
  },
  { name: 'funnel', path: 'funnel', body: { range, steps, window: 'P7D' } },
  { name: 'paths of pages', path: 'paths', body: pathsOf('page', 'session') },
  { name: 'paths of events of people', path: 'paths', body: pathsOf('event', 'customer') },
  { name: 'retention', path: 'retention', body: { range, period: 'day', periods: 14 } },
  { name: 'lifecycle', path: 'lifecycle', body: { range, period: 'day' } },
  { name: 'stages', path: 'stages', body: { range } },
  { name: 'journey map', path: 'journey-map', body: { range } },
  {
    name: 'segments',
    path: 'segments',
    body: {
      range,
      segments: [
        { name: 'mobile', filter: mobile },
        { name: 'others', filter: { field: 'device', op: 'eq', value: 'desktop' } },
      ],
    },
  },
  { name: 'attribution by channel', path: 'attribution', body: { range } },
  {
    name: 'attribution by landing page',
    path: 'attribution',
    body: { range, touch: { by: 'landing_page' } },
  },
  {
    name: 'attribution by campaign',
    path: 'attribution',
    body: { range, touch: { by: 'campaign' } },
  },
  { name: 'revenue by channel', path: 'revenue', body: { range, breakdown: { by: 'channel' } } },
  { name: 'carts', path: 'carts', body: { range } },
  { name: 'friction by page', path: 'friction', body: { range, steps, by: 'page' } },
  { name: 'search terms', path: 'search-terms', body: { range } },
  { name: 'explain by channel', path: 'explain', body: { ...halves, by: 'channel' } },
  { name: 'explain', path: 'explain', body: halves },
  { name: 'explain of sessions', path: 'explain', body: { ...halves, unit: 'session' } },
  { name: 'diff of events', path: 'diff', body: { range, nodes: 'event', a: { filter: mobile } } },
  { name: 'diff of pages', path: 'diff', body: { range, nodes: 'page', a: { filter: mobile } } },
];

/** Every report there is, in the forms that keep most, and a page of a list. */
export const QUESTIONS: readonly Asked[] = [
  ...reports.map((one) => ({ ...one, path: `reports/${one.path}` })),
  { name: 'customers by last seen', path: 'customers?sort=last_seen&limit=50' },
  { name: 'customers by value', path: 'customers?sort=value&limit=50' },
];

function pathsOf(nodes: 'page' | 'event', unit: 'session' | 'customer'): object {
  return { range, unit, start: { session: 'start' }, nodes, steps: 5, limit: 10 };
}

function rangeOf(from: number, to: number): { from: string; to: string } {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
