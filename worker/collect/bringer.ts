import type { Intake } from '../stitch/intake.ts';
import type { Tally } from './ledger.ts';

/** Who sends: pages (and apps, by a write key), servers, imports, or the month of the demo shop. */
export type Bringer = 'page' | 'server' | 'import' | 'demo';

/** Who brought an intake. One request is of one kind. */
export function bringerOf({ lines, quarantined }: Pick<Intake, 'lines' | 'quarantined'>): Bringer {
  const context = lines.find(({ events }) => events.length > 0)?.events[0]?.context;
  if (context === undefined) return quarantined[0]?.source ?? 'page';
  return context.by ?? (context.demo === true ? 'demo' : 'page');
}

/** Outcome of the ledger for copies of what was there already. Those of pages have the plain name. */
export function copiesBy(bringer: Bringer): string {
  return bringer === 'page' ? 'duplicate' : `duplicate:${bringer}`;
}

/** Outcome of the ledger that tells on which day how many lines of imports came; it is no part of the books. */
export const IMPORTED = 'came:import';

/** What the ledger is told of an import: a row a day, since its events tell their own time alone. */
export function importedIn(intake: Intake, events: number): Tally {
  return bringerOf(intake) === 'import' ? { [IMPORTED]: events } : {};
}
