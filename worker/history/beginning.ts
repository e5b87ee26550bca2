import touchpointsOldest from '../sql/touchpoints.oldest.sql';
import type { Reader } from './reader.ts';

/**
 * When the first session or touchpoint of a site was recorded, bots and cookieless visits too, as recording
 * had begun by then: to the second of a session. Undefined where there is nothing, or something before `at`.
 */
export async function begunAfter(reader: Reader, at: number): Promise<number | undefined> {
  const second = await reader.sessions.oldest();
  const session = second === undefined ? Infinity : second * 1_000;
  if (session <= at) return undefined;
  const [row] = await reader.rows<{ at: number | null }>(touchpointsOldest);
  const first = Math.min(session, row?.at ?? Infinity);
  return first <= at || first === Infinity ? undefined : first;
}
