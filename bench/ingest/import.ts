import { LIMITS } from '../../schema/index.ts';
import { callApi } from '../../worker/cli/client.ts';
import { sendAll } from '../../worker/cli/import/send.ts';
import type { Server } from '../../worker/cli/server.ts';
import type { ImportLine } from '../../worker/collect/import-line.ts';
import { loadOf } from '../cost/load.ts';
import { Workerd } from '../machine/workerd.ts';

/** Lines of a request: what `npm run import` sends. */
const LINES = LIMITS.importLines;

export interface Imported {
  events: number;
  stored: number;
  perSecond: number;
  /** Seconds of workerd's CPU for a million events, HTTP and D1 included. */
  cpu: number;
  /** The same for their packed rows alone, written from JSON in one statement a chunk. */
  bareCpu: number;
}

/** A file's events in order of time through the API, then their rows as they are into a bare table. */
export async function importRate(
  server: Server,
  { key, events: wanted }: { key: string; events: number },
): Promise<Imported> {
  const client = { url: server.url.href, key };
  await callApi(client, 'POST', '/v1/sites', {
    id: 'imported', name: 'Shop', time_zone: 'Europe/Berlin', currency: 'EUR', origins: ['*'],
  }); // prettier-ignore
  const chunks = chunksOf(linesOf(wanted));
  const events = chunks.reduce((sum, lines) => sum + lines.length, 0);
  const workerd = Workerd.below();
  const [started, before] = [performance.now(), workerd.cpu()];
  let stored = 0;
  const requests = chunks.map((lines) => ({ lines }));
  for await (const { answer } of sendAll(client, 'imported', requests)) stored += answer.stored;
  const seconds = (performance.now() - started) / 1_000;
  const cpu = workerd.cpu() - before;
  const post = (path: string): Promise<Response> =>
    fetch(new URL(path, server.url), { method: 'POST' });
  await post('/bulk/read');
  const bare = workerd.cpu();
  await post('/bulk/write');
  const perMillion = (ms: number): number => (ms / 1_000 / events) * 1e6;
  return {
    events,
    stored,
    perSecond: events / seconds,
    cpu: perMillion(cpu),
    bareCpu: perMillion(workerd.cpu() - bare),
  };
}

export function linesOf(events: number): string[] {
  const profile = { seed: 11, events, perSession: 24.5, perBatch: 5.4, duplicates: 0, late: 0 };
  const { batches, devices } = loadOf(profile, Date.now());
  const lines = batches.flatMap(({ visitor, page_load, events: all }): ImportLine[] => {
    const device = devices.get(visitor);
    const context = {
      user_agent: device?.userAgent ?? '',
      country: device?.country ?? 'DE',
      language: device?.language ?? '',
      screen: device?.screen ?? '',
    };
    return all.map(({ seq, at, name, page, properties }) => ({
      id: `${page_load}.${seq}`,
      at,
      name,
      visitor,
      page: `https://shop.example${(typeof page === 'object' ? page.url : page) ?? '/'}`,
      ...(typeof page === 'object' && page.title !== undefined && { title: page.title }),
      ...(properties && { properties }),
      context,
    }));
  });
  lines.sort((a, b) => Number(a.at) - Number(b.at));
  return lines.map((line) => JSON.stringify(line));
}

export function chunksOf(lines: readonly string[]): string[][] {
  const chunks: string[][] = [];
  for (let i = 0; i < lines.length; i += LINES) chunks.push(lines.slice(i, i + LINES));
  return chunks;
}
