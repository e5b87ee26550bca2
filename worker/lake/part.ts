/** A file of the lake: a site's sessions that began in a span of seconds of one day. */
export interface Part {
  /** Seconds since 1970 UTC: [from, to). A file may hold others too, which do not count. */
  from: number;
  to: number;
  /** Of its objects. It is never used again, so that what it names never changes. */
  prefix: string;
  /** Of `sessions.parquet`. */
  bytes: number;
}

/** A part as lake_parts has it. */
export interface StoredPart extends Part {
  /** How often this span was written. */
  generation: number;
  sessions: number;
  events: number;
  publishedAt: number;
}

/** A session that stands in the lake, with the part that holds it. */
export interface Place extends Part {
  visitor: string;
  start: number;
}

/** A session that a file holds and that is there no more. */
export interface Gone {
  visitor: string;
  start: number;
  events: number;
}

/** Why it is gone, as lake_gone has it. What is not late has its file written anew by the next run. */
export const GONE = { late: 0, erased: 1, moved: 2 } as const;

/** Files of a part, below its prefix. */
export const FILES = { sessions: 'sessions.parquet', events: 'events.parquet' } as const;

/** What tells the sessions of a site apart. */
export function keyOf({ visitor, start }: { visitor: string; start: number }): string {
  return `${start} ${visitor}`;
}
