// What each report holds in the Worker's memory, of which an isolate has 128 MB: what is alive after its
// garbage was collected, again and again while the report runs. BENCH_REPORTS=stages,explain chooses.

import { startServer } from '../worker/cli/server.ts';
import { ask } from './query/ask.ts';
import { KEY, prepare, TO } from './query/database.ts';
import { LiveHeap } from './reports/live-heap.ts';
import { QUESTIONS } from './reports/questions.ts';
import type { Figures, Result } from './index.ts';
import { join } from 'node:path';

const CHOSEN = process.env['BENCH_REPORTS']?.split(',');

export async function run({ events = 1_000_000 }: { events?: number }): Promise<Result> {
  const { dataFolder } = await prepare(events);
  process.env['MINIFLARE_WORKERD_V8_FLAGS'] = '--expose-gc';
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    dataFolder,
    bindings: { SOJOURN_ADMIN_KEY: KEY, SOJOURN_CLOCK: String(TO) },
    entry: join(import.meta.dirname, 'reports/worker/collecting-worker.ts'),
    resources: { inspectorPort: 0 },
  });
  const heap = await LiveHeap.of(server);
  const lines = [`${events.toLocaleString('en')} events of 30 days; megabytes alive at most`];
  const json: Figures = {};
  let idle = Infinity;
  try {
    for (const { name, path, body } of QUESTIONS) {
      if (CHOSEN && !CHOSEN.some((one) => name.includes(one))) continue;
      const answer = (): Promise<string> =>
        ask(new URL(`/v1/sites/shop/${path}`, server.url), {
          method: body === undefined ? 'GET' : 'POST',
          headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
      // What the report before held is given back a while after its answer.
      idle = Math.min(idle, await heap.now());
      const { megabytes, looks } = await heap.most(answer);
      json[name] = { idle, most: megabytes, over: megabytes - idle, looks };
      const columns = [idle, megabytes, megabytes - idle].map((one) => one.toFixed(1).padStart(8));
      const line = name.padEnd(30) + columns.join('') + String(looks).padStart(6);
      console.error(line);
      lines.push(line);
    }
    return { table: lines.join('\n'), json };
  } finally {
    heap.close();
    await server.close();
  }
}
