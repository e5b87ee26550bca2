/** A table of D1. */
export interface Table {
  /** Where it has rows of a site: its home alone, or each database that the site is spread over. */
  in: 'home' | 'every';
  /** Grows with traffic: its rows are deleted some thousands at a time. */
  isBig?: true;
  /**
   * What becomes of it when the site is removed: its rows are deleted (where nothing stands here), or
   * why they are not.
   */
  stays?: string;
}

/** Tables whose rows go with their site. */
export type SiteTable =
  | 'keys'
  | 'sessions'
  | 'symbols'
  | 'edges'
  | 'users'
  | 'touchpoints'
  | 'orders'
  | 'quarantine'
  | 'dead_letters'
  | 'tombstones'
  | 'ledger'
  | 'cache'
  | 'accounts'
  | 'privacy'
  | 'erasures'
  | 'segments'
  | 'saved'
  | 'annotations'
  | 'stages'
  | 'triggers'
  | 'deliveries'
  | 'members'
  | 'audit'
  | 'archived'
  | 'lake_gone'
  | 'lake_parts'
  | 'lakes'
  | 'noted'
  | 'held'
  | 'spreads';

export type TableName = SiteTable | 'lake_unused' | 'sites' | 'removals' | 'idempotency';

/**
 * Every table, and so all that D1 keeps: what removes a site and what erases a person walk this list. It is
 * held against the database by test/worker/stores.test.ts, so that a new table cannot be forgotten.
 */
export const TABLES: Readonly<Record<TableName, Table>> = {
  keys: { in: 'home' },
  sessions: { in: 'every', isBig: true },
  symbols: { in: 'every', isBig: true },
  edges: { in: 'home', isBig: true },
  users: { in: 'home', isBig: true },
  touchpoints: { in: 'home', isBig: true },
  orders: { in: 'home', isBig: true },
  quarantine: { in: 'home', isBig: true },
  dead_letters: { in: 'home', isBig: true },
  tombstones: { in: 'every', isBig: true },
  ledger: { in: 'home', isBig: true },
  cache: { in: 'home', isBig: true },
  accounts: { in: 'home', isBig: true },
  privacy: { in: 'home', isBig: true },
  erasures: { in: 'every' },
  segments: { in: 'home' },
  saved: { in: 'home' },
  annotations: { in: 'home' },
  stages: { in: 'home' },
  triggers: { in: 'home' },
  deliveries: { in: 'home', isBig: true },
  members: { in: 'home' },
  audit: { in: 'home', isBig: true },
  archived: { in: 'every', isBig: true },
  lake_gone: { in: 'every', isBig: true },
  lake_parts: { in: 'every', isBig: true },
  lakes: { in: 'every' },
  noted: { in: 'every', isBig: true },
  held: { in: 'every' },
  spreads: { in: 'home' },
  lake_unused: { in: 'every', stays: 'Names of files, until the hourly job has deleted them.' },
  sites: { in: 'home', stays: 'The site itself, which goes last.' },
  removals: { in: 'every', stays: 'The number of the site, so that nothing late is stored.' },
  idempotency: { in: 'home', stays: 'Sealed, by no site, for a day.' },
};

/** What is kept elsewhere than in D1. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  LAKE: 'R2: all objects of a site are below `site=ID/`: parts that `lake_parts` and `lake_unused` name, and the manifest.',
  SPILL: 'The queue: letters on their way to D1. They can only be stored, as everything else is.',
  isolates:
    'What a running Worker remembers of sites and keys (30 seconds), symbols, and counts that wait (5 seconds).',
};

/** Below which everything of a site is in the bucket. */
export function lakePrefix(siteId: string): string {
  return `site=${siteId}/`;
}
