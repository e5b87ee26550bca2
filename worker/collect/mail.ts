import type { Properties } from '../../schema/index.ts';
import { hashedId } from '../stitch/event-id.ts';
import type { Event } from '../stitch/event.ts';
import { botOf } from './bot.ts';
import type { Sender } from './collector.ts';
import { deviceOf } from './device.ts';

/** An opened mail or a clicked link, of which a user agent is all that is known. */
export interface MailContact {
  kind: 'open' | 'click';
  /** What the address held: each mail and link has its own. */
  token: string;
  properties: Properties;
}

/** Openings of one mail within so many ms are one: programs fetch the picture again as they scroll. */
const ONE_LOOK = 1_800_000;

/**
 * Services that fetch pictures for their readers, so that the device is the service's own. They are
 * no bots: somebody has the mail, although Apple's fetches it unread.
 */
const PROXIES: readonly (readonly [RegExp, string])[] = [
  [/GoogleImageProxy/, 'Gmail'],
  [/YahooMailProxy/, 'Yahoo'],
  [/^Mozilla\/5\.0$/, 'Apple'],
];

/** The event that it is, on the user's own line. */
export function mailEvent({ kind, token, properties }: MailContact, sender: Sender): Event {
  const { userAgent, receivedAt, country, region } = sender;
  const proxy = PROXIES.find(([pattern]) => pattern.test(userAgent.trim()))?.[1];
  const bot = proxy === undefined ? botOf({ userAgent }) : undefined;
  const look = Math.floor(receivedAt / ONE_LOOK);
  const isByProxy = proxy !== undefined;
  return {
    id: hashedId(`${kind} ${token} ${look}`),
    at: receivedAt,
    name: `email_${kind}`,
    props: { ...properties, ...(isByProxy && { proxy }) },
    context: {
      ...(!isByProxy && deviceOf(userAgent)),
      ...(!isByProxy && country && { country }),
      ...(!isByProxy && region && { region }),
      ...(bot && { bot }),
    },
  };
}
