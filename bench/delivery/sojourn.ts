import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WireBatch, WireEvent } from '../../schema/index.ts';
import { bundled } from '../../test/support/node/bundled.ts';
import type { Event } from '../../worker/stitch/event.ts';
import { callApi } from '../../worker/cli/client.ts';
import { startServer } from '../../worker/cli/server.ts';
import { eventsIn } from '../soak/stored.ts';
import { type Client, madeKey, type Stored, viewKey } from './client.ts';
import type { Delivery } from './network.ts';
import { passOn } from './pass-on.ts';

const KEY = 'op_for_delivery_only';

/** The built tag and the Worker on a database of its own, both as they are delivered. */
export const openSojourn = async (): Promise<Client> => {
  const script = (await bundled()).get('/s.js') ?? new Uint8Array();
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-delivery-'));
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    dataFolder: join(folder, 'database'),
    bindings: { SOJOURN_ADMIN_KEY: KEY },
  });
  const api = { url: server.url.href, key: KEY };
  await callApi(api, 'POST', '/v1/sites', {
    id: 'shop', name: 'Shop', time_zone: 'Europe/Berlin', currency: 'EUR', origins: ['*'],
  }); // prettier-ignore
  return {
    name: 'sojourn',
    files: new Map([['/s.js', script]]),
    head: (network) => `<script defer src="/s.js" data-site="shop" data-host="${network}"></script>
<script>window.viewed = () => {};
window.made = (n, ballast) => sojourn.track('made', { n, ballast: ['x'.repeat(ballast / 4)].concat(
  ['x'.repeat(ballast / 4), 'x'.repeat(ballast / 4), 'x'.repeat(ballast / 4)]) });</script>`,
    keep,
    collect: (delivery) => passOn(server.url, delivery),
    keysOf: (delivery) =>
      batchOf(delivery).events.flatMap(({ name, page, properties }: WireEvent) =>
        keyOf(name, typeof page === 'object' ? page.url : page, properties?.['n']),
      ),
    lostIn: (delivery) => {
      const { batch, lost = {} } = batchOf(delivery);
      return [[batch, Object.values(lost).reduce((sum, events) => sum + events, 0)]];
    },
    async account() {
      const { totals } = await callApi<{ totals: { lost: Record<string, number> } }>(
        api,
        'GET',
        '/v1/sites/shop/ledger',
      );
      await server.close();
      const events = [...eventsIn(folder).values()].flat();
      await rm(folder, { recursive: true, force: true });
      return { ids: idsOf(events), lost: totals.lost, holes: holesIn(events) };
    },
  };
};

/** The script opened the database and wrote before: this is let in when that is done. */
const keep = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open('sojourn-shop');
    opening.addEventListener('error', () => reject(new Error('no database')));
    opening.addEventListener('success', () => {
      const turn = opening.result.transaction('sojourn-shop', 'readwrite');
      turn.objectStore('sojourn-shop').count();
      turn.addEventListener('complete', () => {
        opening.result.close();
        resolve();
      });
    });
  });

const batchOf = ({ body }: Delivery): WireBatch => JSON.parse(body.toString()) as WireBatch;

const keyOf = (name: string, page: string | undefined, n: unknown): string[] => {
  if (name === 'made') return [madeKey(Number(n))];
  return name === 'page_view' ? [viewKey(page ?? '')] : [];
};

const idsOf = (events: readonly Event[]): Stored['ids'] => {
  const ids: Stored['ids'] = new Map();
  for (const { id, name, page, props } of events) {
    for (const key of keyOf(name, page, props?.['n'])) ids.set(key, [...(ids.get(key) ?? []), id]);
  }
  return ids;
};

/** Events are numbered on each page: a number left out is one that was made and is not there. */
const holesIn = (events: readonly Event[]): string[] => {
  const loads = new Map<string, Map<number, Event>>();
  for (const event of events) {
    const [load = '', seq] = event.id.split('.');
    loads.set(load, (loads.get(load) ?? new Map<number, Event>()).set(Number(seq), event));
  }
  return [...loads.values()].flatMap((of) =>
    Array.from({ length: Math.max(...of.keys()) }, (_, seq) => seq)
      .filter((seq) => !of.has(seq))
      .map(
        (seq) =>
          `number ${seq} of a load, after ${nameOf(of.get(seq - 1))}, before ${nameOf(of.get(seq + 1))}`,
      ),
  );
};

const nameOf = (event: Event | undefined): string =>
  event ? `${event.name} of ${event.page}` : 'another';
