import { HOME } from '../../stitch/databases.ts';
import { learnErasures } from '../../stitch/erasures.ts';
import { rebuildLake } from './lake.ts';
import { rebuildOrders, rebuildTouchpoints } from './orders.ts';
import { rebuildSessions } from './sessions.ts';
import type { Rebuilding, Step } from './step.ts';
import { rebuildSymbols } from './symbols.ts';

type Table = (rebuilding: Rebuilding, after: string) => Promise<Step[]>;

/** In this order: what sessions and contacts tell of an order is among its copies before it is summed. */
const OF_SESSIONS: readonly (readonly [name: string, rebuild: Table])[] = [
  ['symbols', rebuildSymbols],
  ['sessions', rebuildSessions],
  ['archived', rebuildLake],
];
const AT_HOME: typeof OF_SESSIONS = [
  ['touchpoints', rebuildTouchpoints],
  ['orders', rebuildOrders],
];

export interface RebuiltSite extends Omit<Rebuilding, 'home' | 'erasures'> {
  /** All databases by name, home among them, where the site is spread over several. */
  more?: ReadonlyMap<string, D1Database> | undefined;
}

export interface Piece {
  steps: Step[];
  /** Where to go on; absent: that was all. */
  next?: string;
}

/** A table of one database. */
interface Place {
  key: string;
  table: string;
  db: D1Database;
  rebuild: Table;
}

/**
 * Works a piece of what is derived out anew from what is stored, and tells what differs. A step that is
 * repeated finds what it wrote.
 */
export async function rebuildPiece(site: RebuiltSite, at: string | undefined): Promise<Piece> {
  const { db: home, more: _, ...about } = site;
  const places = placesOf(site);
  const [key = '', ...rest] = (at ?? places[0]?.key ?? '').split(' ');
  const position = places.findIndex((place) => place.key === key);
  const place = places[position];
  if (place === undefined) return { steps: [] };
  const erasures = await learnErasures(home, about.site.number);
  const rebuilding = { ...about, home, db: place.db, erasures };
  const steps = await place.rebuild(rebuilding, rest.join(' '));
  const after = steps.find((step) => step.table === place.table)?.after;
  if (after !== undefined) return { steps, next: `${key} ${after}` };
  const following = places[position + 1]?.key;
  return following === undefined ? { steps } : { steps, next: following };
}

function placesOf({ db: home, more = new Map([[HOME, home]]) }: RebuiltSite): Place[] {
  const ofSessions = OF_SESSIONS.flatMap(([table, rebuild]) =>
    [...more].map(([name, db]) => {
      const key = name === HOME ? table : `${table}@${name}`;
      return { key, table, db, rebuild };
    }),
  );
  const atHome = AT_HOME.map(([table, rebuild]) => ({ key: table, table, db: home, rebuild }));
  return [...ofSessions, ...atHome];
}
