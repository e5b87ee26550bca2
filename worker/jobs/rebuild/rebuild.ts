import { rebuildLake } from './lake.ts';
import { rebuildOrders, rebuildTouchpoints } from './orders.ts';
import { rebuildSessions } from './sessions.ts';
import type { Rebuilding, Step } from './step.ts';
import { rebuildSymbols } from './symbols.ts';

type Table = (rebuilding: Rebuilding, after: string) => Promise<Step[]>;

/** In this order: what sessions and contacts tell of an order is among its copies before it is summed. */
const TABLES: readonly (readonly [name: string, rebuild: Table])[] = [
  ['symbols', rebuildSymbols],
  ['sessions', rebuildSessions],
  ['archived', rebuildLake],
  ['touchpoints', rebuildTouchpoints],
  ['orders', rebuildOrders],
];

export interface Piece {
  steps: Step[];
  /** Where to go on; absent: that was all. */
  next?: string;
}

/**
 * Works a piece of what is derived out anew from what is stored, and tells what differs. A step that is
 * repeated finds what it wrote.
 */
export async function rebuildPiece(rebuilding: Rebuilding, at: string | undefined): Promise<Piece> {
  const [name = '', ...rest] = (at ?? TABLES[0]?.[0] ?? '').split(' ');
  const position = TABLES.findIndex(([table]) => table === name);
  const table = TABLES[position];
  if (table === undefined) return { steps: [] };
  const steps = await table[1](rebuilding, rest.join(' '));
  const after = steps.find((step) => step.table === name)?.after;
  if (after !== undefined) return { steps, next: `${name} ${after}` };
  const following = TABLES[position + 1]?.[0];
  return following === undefined ? { steps } : { steps, next: following };
}
