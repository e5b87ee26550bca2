import type { Intake } from '../stitch/intake.ts';
import type { Tally } from './ledger.ts';

/** Milliseconds after which an event of a page counts as late: its queue waited for a network, or a visit. */
const LATE = { hour: 3_600_000, day: 86_400_000 };

/** One late batch in so many is written down, for all of them: each is two rows of the ledger. */
const ONE_IN = 8;

/** Outcomes of the ledger that tell how late events of pages came, and not what became of them. */
export const LATENESS = { hour: 'late:hour', day: 'late:day' } as const;

/** What the ledger is told of events that came more than an hour, or a day, after they happened. */
export function lateIn(
  { lines, receivedAt }: Pick<Intake, 'lines' | 'receivedAt'>,
  chance: () => number = Math.random,
): Tally {
  let [hour, day] = [0, 0];
  for (const { events } of lines) {
    for (const { at, context } of events) {
      // The month of the demo shop is told at once, and of the past on purpose.
      if (context.by !== undefined || context.demo || receivedAt - at <= LATE.hour) continue;
      if (receivedAt - at > LATE.day) day++;
      else hour++;
    }
  }
  if (hour + day === 0 || chance() * ONE_IN >= 1) return {};
  return { [LATENESS.hour]: hour * ONE_IN, [LATENESS.day]: day * ONE_IN };
}
