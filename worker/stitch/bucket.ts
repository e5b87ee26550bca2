import { hash53 } from './hash.ts';

/** Parts that the visitors of a spread site fall into. */
export const BUCKETS = 256;

/** The bucket a visitor is in, for good. */
export function bucketOf(visitor: string): number {
  return hash53(visitor) % BUCKETS;
}
