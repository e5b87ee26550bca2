import fc from 'fast-check';
import type { OpenApi } from '../../worker/api/openapi.ts';
import { Description } from '../../test/support/description.ts';
import { callApi } from '../../worker/cli/client.ts';
import type { Server } from '../../worker/cli/server.ts';
import { loadOf } from '../cost/load.ts';
import { requestsTo, type Known, type Wanted } from './requests.ts';

/** What became of a run. */
export interface Fuzzed {
  requests: number;
  /** Answers by status. */
  statuses: Record<string, number>;
  /** Operations that were asked at least once, and those among them that answered well. */
  operations: number;
  answered: number;
  /** 5xx, and whatever the description does not say, with the request that brought it about. */
  faults: string[];
}

export const KEY = 'op_for_fuzzing_only';
/** So many are on their way at once. */
const LANES = 8;
const SITE = 'shop';
const DAY = 86_400_000;
/** So many of what requests change and delete. */
const SEVERAL = 8;

/** Sends seeded requests made from the description, and holds every answer against it. */
export async function fuzz(server: Server, seed: number, count: number): Promise<Fuzzed> {
  const known = await furnish(server);
  const response = await fetch(new URL('/openapi.json', server.url));
  const document = (await response.json()) as OpenApi;
  const description = new Description(document);
  const wanted = fc.sample(requestsTo(document, known), { seed, numRuns: count });
  const fuzzed: Fuzzed = { requests: count, statuses: {}, operations: 0, answered: 0, faults: [] };
  const [asked, answered] = [new Set<string>(), new Set<string>()];
  const queue = wanted[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (const one of queue) {
      const { status, faults } = await send(server, description, one);
      fuzzed.statuses[status] = (fuzzed.statuses[status] ?? 0) + 1;
      asked.add(one.operation);
      if (status < 400) answered.add(one.operation);
      fuzzed.faults.push(...faults.map((fault) => `${fault}\n  ${JSON.stringify(one)}`));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return { ...fuzzed, operations: asked.size, answered: answered.size };
}

async function send(
  server: Server,
  description: Description,
  { method, path, headers, body }: Wanted,
): Promise<{ status: number; faults: string[] }> {
  const url = new URL(path, server.url).href;
  const response = await fetch(url, { method, headers, redirect: 'manual', ...(body !== undefined && { body }) }); // prettier-ignore
  const { status } = response;
  const type = response.headers.get('content-type') ?? '';
  const faults = await description.faultsOf({ method, url }, response);
  if (status >= 500) faults.push(`${method} ${path} ${status}: ${await response.text()}`);
  // One that goes on by itself is listened to no further.
  else if (type.startsWith('text/event-stream')) await response.body?.cancel();
  else await response.arrayBuffer();
  return { status, faults };
}

/** A site with people in it, and what requests may name. */
async function furnish(server: Server): Promise<Known> {
  const client = { url: server.url.href, key: KEY };
  await callApi(client, 'POST', '/v1/sites', {
    id: SITE, name: 'Shop', time_zone: 'Europe/Berlin', currency: 'EUR', origins: ['https://shop.example'],
  }); // prettier-ignore
  const keyOf = async (kind: string): Promise<string> => {
    const made = await callApi<{ key: string }>(client, 'POST', `/v1/sites/${SITE}/keys`, { kind, label: kind }); // prettier-ignore
    return `Bearer ${made.key}`;
  };
  const keys: string[] = [];
  for (const kind of ['admin', 'server', 'write', 'read:reports', 'read:customers']) {
    keys.push(await keyOf(kind));
  }
  const profile = { seed: 5, events: 600, perSession: 12, perBatch: 4, duplicates: 0, late: 0 };
  const { batches } = loadOf(profile, Date.now());
  for (const batch of batches) {
    await fetch(new URL('/e', server.url), {
      method: 'POST',
      headers: { origin: 'https://shop.example', 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0' },
      body: JSON.stringify({ ...batch, site: SITE }),
    }); // prettier-ignore
  }
  const several = async (path: string, body: object): Promise<string[]> => {
    const ids: string[] = [];
    for (let i = 0; i < SEVERAL; i++) {
      const made = await callApi<{ id: string }>(client, 'POST', `/v1/sites/${SITE}/${path}`, body);
      ids.push(made.id);
    }
    return ids;
  };
  const filter = { field: 'channel', op: 'eq', value: 'Email' };
  const segments = await several('segments', { name: 'Mail', filter });
  const saved = await several('saved', { name: 'Week', report: 'overview', query: {} });
  const annotations = await several('annotations', { at: '2026-11-01T00:00:00Z', text: 'Sale' });
  const triggers = await several('triggers', {
    name: 'Orders', event: 'purchase', url: 'https://hooks.example/sojourn',
  }); // prettier-ignore
  const { data: journeys } = await callApi<{ data: { id: string }[] }>(client, 'GET', `/v1/sites/${SITE}/journeys?limit=${SEVERAL}`); // prettier-ignore
  const overview = await callApi<{ data: { cells: { customers: string } } }>(client, 'POST', `/v1/sites/${SITE}/reports/overview`, {}); // prettier-ignore
  const visitors = [...new Set(batches.map(({ visitor }) => visitor))].slice(0, 20);
  return {
    params: {
      site: [SITE],
      customers: visitors,
      journeys: journeys.map(({ id }) => id),
      segments,
      saved,
      annotations,
      triggers,
    },
    queries: {
      from: [dayOf(Date.now() - 2 * DAY), dayOf(Date.now() - DAY)],
      to: [dayOf(Date.now()), dayOf(Date.now() + DAY)],
      cell: [overview.data.cells.customers],
      segment: segments,
      kinds: ['page,order', 'page'],
      customer: visitors,
      channel: ['Email', 'Direct'],
      cursor: [],
    },
    authorizations: [`Bearer ${KEY}`, ...keys, 'Bearer nonsense', 'Basic x', ''],
  };
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
