import type { Answer } from './send.ts';

/** What became of a file's rows. */
export interface Counts {
  rows: number;
  skipped: number;
  stored: number;
  duplicates: number;
  /** Events that a full session could not keep. */
  overflow: number;
  /** Of people who were erased after these happened. */
  erased: number;
  /** Rows that say who somebody is, and are no event. */
  identity: number;
  refused: number;
  /** Rows that were taken with a text where the map says number. */
  as_text: number;
  rows_written: number;
}

/** The same with why, and the rows that it was. */
export interface Tally {
  counts: Counts;
  refused: Map<string, number[]>;
  /** By column. */
  asText: Map<string, number[]>;
}

/** Rows that went in one request. */
export interface Sent {
  /** The number of each in the file. */
  rows: number[];
  /** Columns that held no number, by the row's place in the request. */
  unread: Map<number, string[]>;
}

export function emptyTally(skipped: number): Tally {
  const counts: Counts = {
    rows: 0, skipped, stored: 0, duplicates: 0, overflow: 0, erased: 0, identity: 0, refused: 0, as_text: 0,
    rows_written: 0,
  }; // prettier-ignore
  return { counts, refused: new Map(), asText: new Map() };
}

export function add({ counts, refused, asText }: Tally, answer: Answer, sent: Sent): void {
  counts.stored += answer.stored;
  counts.duplicates += answer.duplicates;
  counts.overflow += answer.overflow;
  counts.erased += answer.erased;
  counts.identity += answer.identity;
  counts.refused += answer.quarantined.length;
  counts.rows_written += answer.rows_written;
  const taken = new Map(sent.unread);
  for (const { line, reason, detail } of answer.quarantined) {
    const why = detail === '' ? reason : `${reason} (${detail})`;
    enter(refused, why, sent.rows[line - 1]);
    taken.delete(line - 1);
  }
  counts.as_text += taken.size;
  for (const [place, columns] of taken) {
    for (const column of new Set(columns)) enter(asText, column, sent.rows[place]);
  }
}

function enter(into: Map<string, number[]>, key: string, row = 0): void {
  const rows = into.get(key) ?? [];
  rows.push(row);
  into.set(key, rows);
}

/** Reasons with how many rows and the first of them; what was no number; and what to do about it. */
export function describe({ refused, asText }: Tally, hasDecimal: boolean): string[] {
  const lines = mostOf(refused).map(([why, rows]) => `  ${rows.length} x ${why}: ${rowsIn(rows)}`);
  for (const [column, rows] of mostOf(asText)) {
    lines.push(`  ${rows.length} x no number in "${column}", kept as text: ${rowsIn(rows)}`);
  }
  const isMoney = [...refused.keys()].some((why) => why.startsWith('amount_not_a_number'));
  if (!hasDecimal && (isMoney || asText.size > 0))
    lines.push('  If the file writes 1.234,50 or 1,234.50: say so by "decimal" in the map.');
  return lines;
}

function mostOf(tally: Map<string, number[]>): [string, number[]][] {
  return [...tally].toSorted(([, a], [, b]) => b.length - a.length).slice(0, 10);
}

function rowsIn(rows: readonly number[]): string {
  return `row ${rows.slice(0, 3).join(', ')}`;
}

export function summary(counts: Counts, seconds: number): string {
  const { rows, stored, duplicates, overflow, erased, identity, refused, rows_written } = counts;
  const [a, b, c, d, e] = [rows, stored, duplicates, refused, rows_written].map((count) =>
    count.toLocaleString('en'),
  );
  return (
    `${a} rows in ${seconds.toFixed(1)} s: ${b} events stored, ${c} were there already, ` +
    `${d} refused; ${e} database rows written.` +
    (identity > 0 ? ` ${identity.toLocaleString('en')} said who somebody is.` : '') +
    (overflow > 0 ? ` ${overflow.toLocaleString('en')} were too many for one session.` : '') +
    (erased > 0 ? ` ${erased.toLocaleString('en')} are of people who were erased.` : '')
  );
}
