import type { WireBatch } from '../../schema/index.ts';

/** What comes in the n-th request. */
export interface Sent {
  body: string;
  userAgent: string;
  /** What the Worker must answer. */
  status: 200 | 204 | 400 | 422;
  /** Events that are new with it. */
  events: number;
  quarantined: number;
}

export const SITES = 2;

/** Batches of a visitor; then the next one comes. */
const VISIT = 4;

/**
 * A load that tries whatever an isolate might keep: a new visitor every four batches, texts that never
 * recur, user agents that never recur, repeats, events for quarantine, losses, bodies that are no batch.
 */
export function requestOf(n: number, now: number): Sent {
  // A repeat is of what was answered long ago.
  if (n % 50 === 7 && n > 1_000) return { ...requestOf(n - 1_001, now), events: 0, quarantined: 0 };
  if (n % 100 === 13) return { ...refused(n), userAgent: agent(n) };
  const visitor = Math.floor(n / VISIT);
  const isBad = n % 200 === 21;
  const batch: WireBatch = {
    v: 1,
    site: `site-${visitor % SITES}`,
    batch: `b${n}`,
    sent_at: now,
    visitor: `v${visitor}`,
    page_load: `p${n}`,
    context: { host: 'shop.example', language: 'de', screen: '1440x900', library: 's.js/0.1.0' },
    events: [
      { seq: 0, at: now - 3_000, name: 'page_view', page: pageOf(n) },
      ...(n % 100 === 30
        ? [{ seq: 1, at: now - 2_500, name: 'identify', properties: { user_id: `u${n}` } }]
        : []),
      { seq: 2, at: now - 2_000, name: 'click', properties: clickOf(n) },
      { seq: 3, at: now - 1_000, name: 'engagement', properties: { visible_ms: n % 60_000 } },
      ...(isBad ? [{ seq: 4, at: now, name: 'purchase', properties: { value: -1, n } }] : []),
    ],
    ...(n % 500 === 77 && { lost: { queue_full: 2, [`other-${n}`]: 1 } }),
  };
  const events = batch.events.length - (isBad ? 1 : 0);
  return {
    body: JSON.stringify(batch),
    userAgent: agent(n),
    status: isBad ? 200 : 204,
    events,
    quarantined: isBad ? 1 : 0,
  };
}

function pageOf(n: number): { url: string; title: string } {
  const isSearch = n % 20 === 3;
  return isSearch
    ? { url: `/search?q=term-${n}`, title: `Results for term ${n}` }
    : { url: `/product/${n % 3_000}`, title: `Product number ${n % 3_000}` };
}

function clickOf(n: number): Record<string, string> {
  return { text: `Product number ${n % 400}`, role: 'a', href: `/product/${n % 400}` };
}

function agent(n: number): string {
  const version = n % 1_000 === 9 ? `${n}.0` : `${100 + (n % 42)}.0`;
  return `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0 Safari/537.36`;
}

function refused(n: number): Omit<Sent, 'userAgent'> {
  const nothing = { events: 0, quarantined: 0 };
  return n % 200 === 13
    ? { ...nothing, body: '{"v":1,', status: 400 }
    : { ...nothing, body: JSON.stringify({ v: 2, site: `site-${n % SITES}` }), status: 422 };
}
