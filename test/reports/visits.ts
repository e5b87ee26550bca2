import type { Properties } from '../../schema/index.ts';
import {
  sessionFrom,
  type OrderFact,
  type Session,
  type Touchpoint,
} from '../../worker/history/item.ts';
import { someone } from './people.ts';

/** One event of a hand-made session: a text that begins with a slash is a view of that page. */
export type Did = [at: number, what: string, props?: Properties];

export interface Around {
  visitor?: string;
  channel?: string;
}

/** A session from what was done in it. */
export function visited(customer: string, did: readonly Did[], around: Around = {}): Session {
  const visitor = around.visitor ?? customer;
  const events = did.map(([at, what, props], i) => ({
    id: `${visitor}-${did[0]?.[0] ?? 0}.${i}`,
    at,
    name: what.startsWith('/') ? 'page_view' : what,
    context: {},
    ...(what.startsWith('/') && { page: what }),
    ...(props && { props }),
  }));
  return sessionFrom({
    ...someone(customer),
    visitor,
    visitorNumber: someone(visitor).person,
    events,
    channel: around.channel ?? 'Direct',
  });
}

/** A contact off the site. */
export function contacted(customer: string, at: number, name: string): Touchpoint {
  const event = { id: `${customer}-${at}.0`, at, name, context: {} };
  return { kind: 'touchpoint', ...someone(customer), user: customer, event };
}

export function ordered(
  id: string,
  [customer, at, value]: [string, number, number],
  more: Partial<OrderFact> = {},
): OrderFact {
  return { id, customer, visitor: customer, at, value, currency: 'EUR', refunded: 0, ...more };
}
