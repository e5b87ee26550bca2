import type { TableName } from '../stores/stores.ts';

/** A place that was searched. */
export type StoreName = TableName | 'lake' | 'queue' | 'logs' | 'backups';

/** What was found of a person in one place. */
export interface Line {
  store: StoreName;
  /** How: by what leads to the person's rows, or row by row. */
  searched: string;
  /** Rows, objects or messages. */
  found: number;
  erased: number;
  /** What is to be known of it. */
  note?: string;
}

/** By place. */
export type Receipt = { [Name in StoreName]?: Omit<Line, 'store'> };

/** Notes what was found and erased, beside what was noted before. */
export function enter(receipt: Receipt, { store, searched, found, erased, note }: Line): void {
  const before = receipt[store];
  receipt[store] = {
    searched,
    found: (before?.found ?? 0) + found,
    erased: (before?.erased ?? 0) + erased,
    ...((note ?? before?.note) !== undefined && { note: note ?? before?.note ?? '' }),
  };
}
