import { LIMITS } from '../../schema/index.ts';
import type { Members } from './segment-members.ts';

/** The clocks a message is judged by. */
export interface Clocks {
  /** The server's, milliseconds since 1970 UTC. */
  receivedAt: number;
  /** The client's at this attempt, as the batch says; a message's own goes first. */
  sentAt?: unknown;
  /** True of a server key: its times are taken as given. */
  verified: boolean;
}

export type MessageTime =
  | { ok: true; at: number; skew: number }
  | {
      ok: false;
      reason: 'at_invalid' | 'at_out_of_range' | 'too_old' | 'in_the_future';
      detail: string;
    };

/** Dates as ISO 8601 writes them; without a zone they are UTC. Anything else is not guessed at. */
const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** 1973 in milliseconds: a smaller number was meant in seconds. */
const SECONDS = 100_000_000_000;

/**
 * When a message happened. Segment's rule for pages and apps, `receivedAt - (sentAt - timestamp)`,
 * applied where the client's clock is over a minute off (design.md, Time); absent = on receipt.
 */
export function timeOf(message: Members, clocks: Clocks): MessageTime {
  const { receivedAt, verified } = clocks;
  const { timestamp, originalTimestamp } = message;
  // `timestamp` beside an original one was corrected already, by whoever forwarded the message.
  const stated = verified ? (timestamp ?? originalTimestamp) : (originalTimestamp ?? timestamp);
  if (stated === undefined || stated === null) return { ok: true, at: receivedAt, skew: 0 };
  const given = toInstant(stated);
  if (given === undefined) return { ok: false, reason: 'at_invalid', detail: '/timestamp' };
  const sentAt = toInstant(message['sentAt'] ?? clocks.sentAt);
  const raw = verified || sentAt === undefined ? 0 : sentAt - receivedAt;
  const skew = Math.abs(raw) > LIMITS.skew ? raw : 0;
  return withinWindow(given - skew, skew, clocks);
}

function withinWindow(at: number, skew: number, { receivedAt, verified }: Clocks): MessageTime {
  const detail = '/timestamp';
  if (at > receivedAt + LIMITS.ahead) return { ok: false, reason: 'in_the_future', detail };
  if (!verified && at < receivedAt - LIMITS.pageAge)
    return { ok: false, reason: 'too_old', detail };
  if (at < LIMITS.earliest) return { ok: false, reason: 'at_out_of_range', detail };
  return { ok: true, at, skew };
}

function toInstant(value: unknown): number | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) && value >= SECONDS && value <= LIMITS.latest
      ? Math.round(value)
      : undefined;
  }
  const match = typeof value === 'string' ? ISO.exec(value.trim()) : null;
  if (match === null) return undefined;
  const [, day = '', time = '00:00', zone = 'Z'] = match;
  const instant = Date.parse(
    `${day}T${time.replace(',', '.')}${zone.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`,
  );
  return Number.isNaN(instant) ? undefined : instant;
}
