import type { Customer, Journey, TimelineEntry } from '../../worker/reports/index.ts';
import { ApiError } from '../../worker/cli/client.ts';
import { until, type World } from './world.ts';

interface List<T> {
  data: T[];
  next_cursor: string | null;
}

export type { Customer, Journey, TimelineEntry };

/** What the shop's site knows, over the API. */
export function timelineOf(world: World, id: string): Promise<TimelineEntry[]> {
  return listed<TimelineEntry>(world, `/v1/sites/demo/customers/${id}/timeline`, '');
}

export function journeysOf(world: World, id: string): Promise<Journey[]> {
  return listed<Journey>(world, '/v1/sites/demo/journeys', `&customer=${id}`);
}

export function customerOf(world: World, id: string): Promise<Customer> {
  return world.get<Customer>(`/v1/sites/demo/customers/${id}`);
}

export function customersOf(world: World): Promise<Customer[]> {
  return listed<Customer>(world, '/v1/sites/demo/customers', '');
}

/** What was made and named: `segments`, `annotations` or `triggers`. */
export function savedIn(world: World, table: string): Promise<unknown[]> {
  return listed<unknown>(world, `/v1/sites/demo/${table}`, '');
}

/** All pages of a list. Pages of seven, so that the cursor has something to do. */
async function listed<T>(world: World, path: string, query: string): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null = null;
  do {
    const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: List<T> = await world.get(`${path}?limit=7${query}${after}`);
    all.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return all;
}

/** Waits until so many steps of somebody are stored: batches go out as pages are left. */
export function timelineWith(world: World, id: string, steps: number): Promise<TimelineEntry[]> {
  return until(
    () => timelineOf(world, id).catch(noneYet),
    (entries) => entries.length >= steps,
  );
}

function noneYet(error: unknown): TimelineEntry[] {
  if (error instanceof ApiError && error.status === 404) return [];
  throw error;
}

/** A step in a few words: `click Buy now`, `view_item dune-mug`, `page_view /shop/`. */
export function inWords({ name, object, properties }: TimelineEntry): string {
  if (name === 'page_view') return `page_view ${object?.type === 'page' ? object.url : '?'}`;
  if (name === 'click') return `click ${JSON.stringify(properties['text']).slice(1, -1)}`;
  if (object?.type === 'product' && name !== 'view_item_list') return `${name} ${object.id}`;
  return name;
}
