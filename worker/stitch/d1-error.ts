/**
 * D1's own troubles (developers.cloudflare.com/d1/observability/debug-d1), and the lake's. A write that ends in one of
 * them may have been committed: only what is idempotent may be tried again.
 */
const PASSING =
  /Network connection lost|storage caused object to be reset|reset because its code was updated|Cannot resolve D1 DB|transient issue|D1 DB storage operation exceeded timeout|D1 DB is overloaded|exceeded its CPU time limit|exceeded its memory limit|client disconnected|The lake does not answer/i;

/** Trouble that passes by itself, within seconds as a rule. */
export function isPassing(error: unknown): boolean {
  return PASSING.test(String(error));
}

/**
 * A guard fails as malformed JSON; the place of a new row may be taken by another visitor's. Both say
 * that somebody else wrote first, and that nothing of this transaction was.
 */
export function isLostRace(error: unknown): boolean {
  return /malformed JSON|UNIQUE constraint failed/.test(String(error));
}
