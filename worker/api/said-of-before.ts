import { Temporal } from 'temporal-polyfill';
import { LIMITS } from '../../schema/index.ts';
import { begunAfter, Reader } from '../history/index.ts';
import type { ReportContext } from '../reports/index.ts';
import type { ResolvedRange } from './range.ts';

const NOTHING_BEFORE =
  'The range begins with all time: there is nothing before that it could be compared with.';

/** What is to be said of a period that is compared with, and what it cost to know. */
export interface SaidOfBefore {
  warnings: string[];
  rowsRead: number;
}

export async function saidOfBefore(
  context: ReportContext,
  { from_ms, to_ms, time_zone }: ResolvedRange,
): Promise<SaidOfBefore> {
  if (to_ms <= LIMITS.earliest) return { warnings: [NOTHING_BEFORE], rowsRead: 0 };
  const reader = new Reader(context, context.site);
  const begun = await begunAfter(reader, from_ms);
  const warnings = begun === undefined ? [] : [beforeRecording(begun, time_zone)];
  return { warnings, rowsRead: reader.rowsRead };
}

function beforeRecording(begun: number, timeZone: string): string {
  const time = Temporal.Instant.fromEpochMilliseconds(begun).toZonedDateTimeISO(timeZone);
  const shown = time.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
  return (
    'The period that is compared with begins before anything was recorded: the first session or touchpoint ' +
    `is of ${shown} (${timeZone}). Changes tell of that too.`
  );
}
