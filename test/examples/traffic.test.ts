import { describe, expect, it } from 'vitest';
import { monthOfTraffic, type Sent } from '../../examples/traffic.ts';
import { toldByServer } from '../../examples/traffic/told-by-server.ts';
import { allPages } from '../../examples/shop/pages/all.ts';
import { parseEnvelope, parseEvent, type WireEvent } from '../../schema/index.ts';

const now = Date.parse('2026-11-21T20:00:00Z');
const day = 86_400_000;
const month = [...monthOfTraffic({ seed: 7, now })];

describe('a month of traffic', () => {
  it('is the same for the same seed and end, and another for another seed', () => {
    expect([...monthOfTraffic({ seed: 7, now })]).toEqual(month);
    expect([...monthOfTraffic({ seed: 8, now, visitors: 20 })][0]).not.toEqual(month[0]);
  });

  it('breaks no rule of the contract', () => {
    const window = { earliest: now - 30 * day, latest: now };
    for (const { batch } of month) {
      expect(parseEnvelope(batch)).toMatchObject({ ok: true });
      expect(batch.context?.demo).toBe(true);
      for (const event of batch.events) {
        expect(parseEvent(event, { window, shift: 0, currency: 'EUR' })).toMatchObject({
          ok: true,
        });
      }
    }
  });

  it('comes in time order, within the last 29 days', () => {
    const ends = firstCopies().map(({ batch }) => batch.events.at(-1)?.at ?? 0);
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    const times = eventsOf(month).map(({ at }) => at);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(now - 29 * day);
    expect(Math.max(...times)).toBeLessThanOrEqual(now);
  });

  it('names each event once, but for batches that come twice', () => {
    const unique = firstCopies();
    const ids = unique.flatMap(({ batch }) =>
      batch.events.map(({ seq }) => `${batch.page_load}.${seq}`),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(month.length - unique.length).toBeGreaterThan(month.length * 0.005);
    expect(ids.length).toBeGreaterThan(24_000);
    expect(ids.length).toBeLessThan(31_000);
  });

  it('walks pages that the shop has', () => {
    const pages = new Set(allPages().map(({ path }) => path));
    const walked = new Set(eventsOf(month).map(pathOf));
    expect([...walked].filter((path) => !pages.has(path))).toEqual([]);
    expect(walked.size).toBeGreaterThan(pages.size - 3);
  });

  it('drops off as a shop does', () => {
    // One month has some sixty checkouts, too few to tell a share from chance.
    const months = [1, 2, 3, 4, 5].map((seed) => [...monthOfTraffic({ seed, now })]);
    const [view, add, checkout, purchase] = [
      'view_item',
      'add_to_cart',
      'begin_checkout',
      'purchase',
    ].map((name) => months.reduce((sum, sent) => sum + visitorsWith(sent, name), 0));
    expect(Math.abs(share(add, view) - 0.12)).toBeLessThan(0.02);
    expect(Math.abs(share(checkout, add) - 0.45)).toBeLessThan(0.05);
    expect(Math.abs(share(purchase, checkout) - 0.6)).toBeLessThan(0.07);
  });

  it('has companies whose people sign in, and orders that a server confirms and pays back', () => {
    const told = [...toldByServer(month, { seed: 7, now })];
    expect([...toldByServer(month, { seed: 7, now })]).toEqual(told);
    const orders = new Set(
      eventsOf(month)
        .filter(({ name }) => name === 'purchase')
        .map(({ properties }) => properties?.['transaction_id']),
    );
    const confirmed = told.filter(({ event }) => event === 'purchase');
    expect(confirmed.length).toBeGreaterThan(orders.size / 2);
    expect(confirmed.length).toBeLessThan(orders.size);
    expect(told.filter(({ event }) => event === 'refund').length).toBeGreaterThan(0);
    expect(told.filter(({ timestamp }) => Date.parse(timestamp) > now)).toEqual([]);
    expect(told.filter(({ properties }) => !orders.has(properties['transaction_id']))).toEqual([]);
    expect(new Set(told.map(({ messageId }) => messageId)).size).toBe(told.length);
    const groups = eventsOf(month).filter(({ name }) => name === 'group');
    expect(new Set(groups.map(({ properties }) => properties?.['group_id'])).size).toBeGreaterThan(
      2,
    );
  });

  it('has enough who click a picture in vain to hold them against others', () => {
    const vain = month.filter(({ batch }) =>
      batch.events.some(
        ({ name, properties }) =>
          name === 'rage_click' && properties?.['selector'] === 'article>div:1>img',
      ),
    );
    expect(new Set(vain.map(({ batch }) => batch.visitor)).size).toBeGreaterThan(60);
  });

  it('has people who sign in on two devices, click in vain, search and ask for help', () => {
    const devices = new Map<unknown, Set<string>>();
    for (const { batch } of month) {
      for (const event of batch.events.filter(({ name }) => name === 'identify')) {
        const user = event.properties?.['user_id'];
        devices.set(user, (devices.get(user) ?? new Set()).add(batch.visitor));
      }
    }
    expect([...devices.values()].filter(({ size }) => size > 1).length).toBeGreaterThan(15);
    for (const name of ['rage_click', 'search', 'support_contact', 'remove_from_cart']) {
      expect([name, visitorsWith(month, name)]).toEqual([
        name,
        expect.toSatisfy((n: number) => n > 0),
      ]);
    }
  });
});

/** Batches without their repetitions. */
function firstCopies(): Sent[] {
  return [...new Map(month.map((sent) => [sent.batch.batch, sent])).values()];
}

function eventsOf(sent: readonly Sent[]): WireEvent[] {
  return sent.flatMap(({ batch }) => batch.events);
}

function pathOf({ page }: WireEvent): string {
  return (typeof page === 'string' ? page : (page?.url ?? '')).split('?', 1)[0] ?? '';
}

function visitorsWith(sent: readonly Sent[], name: string): number {
  const seen = sent.filter(({ batch }) => batch.events.some((event) => event.name === name));
  return new Set(seen.map(({ batch }) => batch.visitor)).size;
}

function share(part = 0, whole = 0): number {
  return part / whole;
}
