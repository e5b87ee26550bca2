import { leftInLake } from '../lake.ts';
import { enter } from '../receipt.ts';
import { sweepSymbols } from '../symbols.ts';
import { placesOf } from '../work.ts';
import { WAIT, type Next, type Step } from './step.ts';

/** Database after database. */
export async function symbols({ work, progress, receipt }: Step): Promise<Next> {
  const places = placesOf(work);
  const at = Number(progress.after || '0');
  const place = places[at];
  if (place === undefined) return undefined;
  const { next, erased } = await sweepSymbols(work, place, progress.sweep);
  enter(receipt, {
    store: 'symbols', searched: 'every text, against every session', found: erased, erased,
    note: 'Texts that no session uses any more. Those that other people’s sessions use too stay.',
  }); // prettier-ignore
  if (next === undefined) delete progress.sweep;
  else progress.sweep = next;
  return String(next === undefined ? at + 1 : at);
}

export async function lake({ work, progress, person, receipt }: Step): Promise<Next> {
  const left = await leftInLake(work, person, progress.days);
  const isBound = work.databases.lake !== undefined;
  enter(receipt, {
    store: 'lake', searched: isBound ? 'files of the days in question' : 'no bucket is bound',
    found: 0, erased: 0,
    note: left > 0 ? 'The hourly job writes the files anew and deletes the old ones.' : 'Nothing is left.',
  }); // prettier-ignore
  return left > 0 ? WAIT : undefined;
}
