/** Why clients give events up. A page can send any text: rows of the ledger are not for them to make. */
const REASONS = /^(queue|queue_full|event_too_large|storage|expired|http_[1-5]\d\d)$/;

/** The ledger's outcome for what a client says it lost. */
export function lostOutcome(reason: string): string {
  return `lost:${REASONS.test(reason) ? reason : 'other'}`;
}
