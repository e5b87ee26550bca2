import symbolsReadRebuild from '../../sql/symbols.read-rebuild.sql';
import { symbolId } from '../../stitch/symbols.ts';
import type { Rebuilding, Step } from './step.ts';

/** Rows of a step: they are short. */
const ROWS = 5_000;

/** Each symbol's id follows from its text. One that does not cannot be repaired: sessions use its id. */
export async function rebuildSymbols({ db, site }: Rebuilding, after: string): Promise<Step[]> {
  const read = db.prepare(symbolsReadRebuild).bind(site.number, after, ROWS);
  const { results } = await read.all<{ id: string; text: string }>();
  const wrong = results.filter(({ id, text }) => symbolId(text) !== id);
  const step: Step = {
    table: 'symbols',
    rows: results.length,
    changed: wrong.map(({ id, text }) => `${id} ${text.slice(0, 40)}`),
  };
  const last = results.at(-1);
  if (last !== undefined && results.length === ROWS) step.after = last.id;
  return [step];
}
