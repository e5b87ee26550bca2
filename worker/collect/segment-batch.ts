import { isObject } from '../../schema/index.ts';
import type { Intake } from '../stitch/intake.ts';
import { emptyIntake, type CollectedSite, type Sender } from './collector.ts';
import { kept, keptBody, type SegmentEnvelope } from './envelope.ts';
import { fromSegment, type SegmentSender } from './segment.ts';

/** A request's body: an object of unknown members. */
export type SegmentMessage = Record<string, unknown>;

/** Messages in Segment's format as what is to be stored; those that break a rule go to quarantine. */
export function intakeOfSegment(
  messages: readonly unknown[],
  site: CollectedSite,
  sender: Sender,
  { envelope, verified }: { envelope: SegmentMessage; verified: boolean },
): Intake {
  const intake = emptyIntake(site, sender.receivedAt);
  const from: SegmentSender = {
    batchContext: envelope['context'],
    sentAt: envelope['sentAt'],
    verified,
    ...sender,
    currency: site.currency,
    ownHosts: site.ownHosts,
    paymentHosts: site.paymentHosts,
  };
  for (const message of messages) {
    const taken = fromSegment(message, from);
    if (taken.ok) {
      intake.lines.push(...taken.lines);
      intake.edges.push(...taken.edges);
      intake.traits.push(...taken.traits);
    } else {
      intake.quarantined.push({
        reason: taken.reason,
        detail: taken.detail,
        source: verified ? 'server' : 'page',
        visitor: visitorOf(message),
        // The key it was sent with is not part of what was said.
        body: keptBody(withoutKey(message)),
        // It came out of JSON, but for what was not there.
        envelope: { ...envelopeOf(envelope, sender, verified) },
      });
    }
  }
  return intake;
}

function envelopeOf(
  { context, sentAt }: SegmentMessage,
  sender: Sender,
  verified: boolean,
): SegmentEnvelope {
  return {
    via: 'segment',
    ...(context !== undefined && { context: keptBody(context) }),
    ...(sentAt !== undefined && { sent_at: keptBody(sentAt) }),
    verified,
    sender: kept(sender),
  };
}

function visitorOf(message: unknown): string {
  const id = isObject(message) ? message['anonymousId'] : undefined;
  return typeof id === 'string' ? id.slice(0, 64) : '';
}

function withoutKey(message: unknown): unknown {
  if (!isObject(message)) return message;
  const { writeKey: _, ...rest } = message;
  return rest;
}
