import type { Json } from '../../schema/index.ts';
import { canonical } from './canonical.ts';
import type { Traits } from './event.ts';

/** Traits of a user or an account, each with the time it was asserted. */
export type StoredTraits = { [name: string]: [value: Json, at: number] };

/** Latest assertion wins trait by trait; at equal times the one that sorts last as text. */
export function mergeTraits(stored: StoredTraits, incoming: readonly Traits[]): StoredTraits {
  const merged = new Map<string, [Json, number]>(Object.entries(stored));
  for (const { at, traits } of incoming) {
    for (const [name, value] of Object.entries(traits)) {
      const known = merged.get(name);
      if (known === undefined || wins([value, at], known)) merged.set(name, [value, at]);
    }
  }
  return Object.fromEntries([...merged].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function wins([value, at]: [Json, number], [knownValue, knownAt]: [Json, number]): boolean {
  return at > knownAt || (at === knownAt && canonical(value) > canonical(knownValue));
}
