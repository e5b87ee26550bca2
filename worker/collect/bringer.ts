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

/** Outcomes of the ledger that tell on which day how much of the past was told; they are no part of the books. */
export const TOLD = { import: 'came:import', demo: 'came:demo' } as const;

/** What the ledger is told of an import, and of the demo's month: a row a day, as their events tell their own time alone. */
export function toldIn(intake: Intake, events: number): Tally {
  const bringer = bringerOf(intake);
  return bringer === 'import' || bringer === 'demo' ? { [TOLD[bringer]]: events } : {};
}
