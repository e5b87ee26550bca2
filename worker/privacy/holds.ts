import type { TableName } from '../stores/stores.ts';
import { enter, type Receipt, type StoreName } from './receipt.ts';

const COUNTS = 'Counts, of nobody in particular: they stay.';

/**
 * Every table, by what it may hold of a person: `searched` by a step of the erasure (steps), or why there
 * is nothing to search for. A table that is missing here does not compile.
 */
export const HOLDS: Readonly<Record<TableName, 'searched' | { why: string }>> = {
  sites: 'searched',
  keys: { why: 'Hashes of keys, and what the business calls them.' },
  sessions: 'searched',
  symbols: 'searched',
  edges: 'searched',
  users: 'searched',
  touchpoints: 'searched',
  orders: 'searched',
  quarantine: 'searched',
  dead_letters: 'searched',
  tombstones: { why: 'Salted hashes and times, so that nothing erased is stored again.' },
  erasures: { why: 'Counts, and hashes of texts while they are looked for.' },
  privacy: 'searched',
  ledger: { why: COUNTS },
  cache: 'searched',
  accounts: 'searched',
  segments: 'searched',
  saved: 'searched',
  annotations: 'searched',
  stages: 'searched',
  triggers: 'searched',
  deliveries: 'searched',
  members: 'searched',
  audit: 'searched',
  archived: 'searched',
  // With the files of the lake.
  lake_gone: { why: 'Where copies stand that are being taken out of files: see lake.' },
  lake_parts: { why: 'Names of files, and counts.' },
  lake_unused: { why: 'Names of files.' },
  lakes: { why: COUNTS },
  spreads: 'searched',
  held: { why: 'Numbers of buckets.' },
  noted: 'searched',
  removals: { why: 'Names of sites.' },
  idempotency: { why: 'Sealed answers, which nobody can read; deleted within a day.' },
};

/** Places that are no table, and cannot be searched. */
const BEYOND: Partial<Record<StoreName, string>> = {
  queue: 'Messages cannot be searched: what one says of the person is left out as it arrives.',
  logs: 'Logs hold no ids, no payloads and no keys.',
  backups: 'D1 can be set back for 30 days (Time Travel): erase again after doing so.',
};

/** What was not searched, and why. */
export function enterRest(receipt: Receipt): void {
  const rest = Object.entries(HOLDS).flatMap(([store, what]) =>
    what === 'searched' ? [] : [[store, what.why] as const],
  );
  for (const [store, note] of [...rest, ...Object.entries(BEYOND)]) {
    // Keys of the two.
    enter(receipt, { store: store as StoreName, searched: 'no', found: 0, erased: 0, note });
  }
}
