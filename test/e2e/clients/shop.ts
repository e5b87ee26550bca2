import { callApi } from '../../../worker/cli/client.ts';
import { startServer } from '../../../worker/cli/server.ts';
import type { Customer, TimelineEntry } from '../../../worker/reports/index.ts';
import { until } from '../world.ts';

const OPERATOR = 'op_for_client_tests';

/** A running Worker with one shop in it. */
export interface Shop {
  url: string;
  /** A new key of the kind. */
  key(kind: 'server' | 'write'): Promise<string>;
  /** The timeline of somebody as soon as it has so many entries. */
  timeline(id: string, entries: number): Promise<TimelineEntry[]>;
  customer(id: string): Promise<Customer>;
  close(): Promise<void>;
}

export async function openShop(): Promise<Shop> {
  const bindings = { SOJOURN_ADMIN_KEY: OPERATOR };
  const server = await startServer({ host: '127.0.0.1', port: 0, bindings });
  const client = { url: server.url.origin, key: OPERATOR };
  await callApi(client, 'POST', '/v1/sites', {
    id: 'shop',
    name: 'Shop',
    time_zone: 'Europe/Berlin',
    currency: 'EUR',
    origins: ['https://shop.example'],
  });
  const site = '/v1/sites/shop';
  return {
    url: client.url,
    async key(kind) {
      const body = { kind, label: kind };
      return (await callApi<{ key: string }>(client, 'POST', `${site}/keys`, body)).key;
    },
    timeline: (id, entries) =>
      until(
        () => timelineOf(() => callApi(client, 'GET', `${site}/customers/${id}/timeline`)),
        (found) => found.length >= entries,
      ),
    customer: (id) => callApi(client, 'GET', `${site}/customers/${id}`),
    close: server.close,
  };
}

/** Nobody yet is an empty timeline. */
async function timelineOf(
  read: () => Promise<{ data: TimelineEntry[] }>,
): Promise<TimelineEntry[]> {
  try {
    return (await read()).data;
  } catch {
    return [];
  }
}

/** What a purchase is in the words of Segment's and RudderStack's plans alike. */
export const ORDER = {
  order_id: 'O-1001',
  revenue: 49.8,
  shipping: 4.9,
  currency: 'EUR',
  products: [{ product_id: 'mug', name: 'Dune mug', price: 24.9, quantity: 2 }],
} as const;

export const TRAITS = { email: 'ann@shop.example', name: 'Ann Example' } as const;

export const LANDING =
  'https://shop.example/mug?utm_source=news&utm_medium=email&utm_campaign=june';
