// `npm start`: everything on one port of this machine. Ready when /openapi.json answers 200.

import { join } from 'node:path';
import { buildFiles } from './build.ts';
import { ensureDemo, fillDemo } from './demo.ts';
import { operatorKey } from './keys-file.ts';
import { dataFolder } from './paths.ts';
import { claim, release, runningOn } from './running.ts';
import { startServer, type Server } from './server.ts';
import { welcome } from './welcome.ts';

const { env } = process;

async function start(): Promise<void> {
  const folder = dataFolder(env);
  const running = await runningOn(folder);
  if (running !== undefined) {
    throw new Error(
      `A Sojourn serves ${folder} already, at ${running}. Set SOJOURN_DATA for another.`,
    );
  }
  const operator = await operatorKey(folder, env);
  const host = env['HOST'] || '127.0.0.1';
  const isLocal = host === '127.0.0.1' || host === 'localhost';
  const server = await startServer({
    host,
    port: portOf(env['PORT']),
    dataFolder: join(folder, 'database'),
    files: buildFiles(),
    bindings: {
      SOJOURN_ADMIN_KEY: operator.key,
      ...(env['SOJOURN_CLOCK'] && { SOJOURN_CLOCK: env['SOJOURN_CLOCK'] }),
      // Webhooks may be tried out on this machine, by whoever is on it.
      SOJOURN_WEBHOOK_HOSTS: env['SOJOURN_WEBHOOK_HOSTS'] ?? (isLocal ? 'localhost,127.0.0.1' : ''),
    },
  });
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve());
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    // Miniflare's own would end the process at once, as failed, before D1 is closed.
    process.removeAllListeners(signal);
    process.on(signal, () => stopping.abort());
  }
  stopWithParent(stopping);
  sendEachMinute(server);
  await claim(folder, server.url);
  const client = { url: server.url.href, key: operator.key };
  const demo = env['SOJOURN_DEMO'] === 'off' ? undefined : await ensureDemo(client, folder);
  console.log(welcome({ url: server.url, operator, demo }));
  const filling = demo && fillDemo(server.miniflare, folder, stopping.signal);

  await stopped;
  await filling;
  await server.close();
  await release(folder);
}

/** What wrangler.toml has the platform do: webhooks that are due are sent. */
function sendEachMinute({ miniflare }: Server): void {
  setInterval(() => {
    const sending = miniflare.getWorker().then((worker) => worker.scheduled({ cron: '* * * * *' }));
    // The next minute tries again; the Worker has told why.
    sending.catch(() => undefined);
  }, 60_000).unref();
}

/** npm that was killed cannot pass the signal on: nobody else would end the server then. */
function stopWithParent(stopping: AbortController): void {
  const parent = process.ppid;
  if (env['npm_lifecycle_event'] === undefined) return;
  setInterval(() => {
    if (process.ppid !== parent) stopping.abort();
  }, 500).unref();
}

function portOf(text: string | undefined): number {
  const port = Number(text || 8787);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Error(`PORT is "${text}": it must be a number from 0 to 65535.`);
}

try {
  await start();
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
