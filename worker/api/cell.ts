import type { Json } from '../../schema/index.ts';
import type { Env } from '../env.ts';
import type { Cell } from '../reports/index.ts';
import { seal, unseal, type Scope } from './cursor.ts';
import type { Site } from './site.ts';

/** Longer than this no address can carry: such a number does not open. */
const LONGEST = 8_000;

/** The cell as text: signed, good for this site alone. */
export async function sealCell(env: Env, site: Site, cell: Cell): Promise<string | null> {
  // A query is plain JSON; its interface only lacks the index signature.
  const json = JSON.parse(JSON.stringify(cell)) as Json;
  const sealed = await seal(env, scopeOf(site), [json]);
  return sealed.length > LONGEST ? null : sealed;
}

/** What `sealCell` was given, else a thrown 400. */
export async function unsealCell(env: Env, site: Site, text: string): Promise<Cell> {
  const [cell] = await unseal(env, scopeOf(site), text, 'cell');
  // Signed by us, so it is a cell.
  return cell as unknown as Cell;
}

function scopeOf({ number }: Site): Scope {
  return { operation: 'cell', site: number, query: '' };
}
