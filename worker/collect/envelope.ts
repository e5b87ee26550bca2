import { LIMITS, type Json, type WireContext } from '../../schema/index.ts';
import type { Sender } from './collector.ts';

/** What stood around a quarantined event: with it the event can be judged again as it was the first time. */
export type Envelope = PageEnvelope | SegmentEnvelope;

/** Of an event of the snippet's batch. */
export interface PageEnvelope {
  via: 'page';
  page_load: string;
  /** The client's clock when it sent. */
  sent_at: number;
  context?: WireContext;
  sender: KeptSender;
}

/** Of a message in Segment's format. */
export interface SegmentEnvelope {
  via: 'segment';
  /** `context` and `sentAt` of the batch, as they came. */
  context?: Json;
  sent_at?: Json;
  verified: boolean;
  sender: KeptSender;
}

type KeptSender = Omit<Sender, 'receivedAt'>;

/** All of the request but when it came, which has a column of its own. */
export function kept({ userAgent, country, region }: Sender): KeptSender {
  return { userAgent, ...(country && { country }), ...(region && { region }) };
}

/** An event as it came, as far as one that is within the limits reaches: longer ones can never be right. */
export function keptBody(input: unknown): Json {
  const text = JSON.stringify(input);
  // It came out of JSON.
  return text.length <= LIMITS.eventBytes ? (input as Json) : text.slice(0, LIMITS.eventBytes);
}
