import { createServer } from 'node:net';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { root } from './paths.ts';
import { bundleWorker } from './bundle.ts';
import { migrate } from './migrate.ts';

export interface ServerOptions {
  host: string;
  /** 0 takes any that is free. */
  port: number;
  /** Where D1 keeps its files; absent: in memory. */
  dataFolder?: string;
  /** Secrets and test settings, by the names of worker/env.ts. */
  bindings: Record<string, string>;
  /** The files in dist/, where they are still being made. */
  files?: Promise<unknown>;
  /** The Worker's main file; absent: that of wrangler.toml. */
  entry?: string;
  /** What wrangler.toml leaves out, such as a queue, by Miniflare's names. */
  resources?: Record<string, unknown>;
}

export interface Server {
  url: URL;
  miniflare: Miniflare;
  close: () => Promise<void>;
}

/**
 * The Worker in workerd, with its files and D1, on this machine. Through Miniflare's API, because
 * `wrangler dev` writes a trace of every request to disk. What wrangler.toml says holds here too.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { host, port, bindings, resources, entry = join(root, 'worker/index.ts') } = options;
  const [config, script] = await Promise.all([
    readConfig(options),
    bundleWorker(entry),
    isFree(options),
    options.files,
  ]);
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...config,
      ...resources,
      ...asWorker(script),
      bindings,
      host,
      port,
    }),
  );
  try {
    // What is in memory is gone with the instance, so only here can it get its tables.
    if (options.dataFolder === undefined) await migrateIn(miniflare);
    return { url: await miniflare.ready, miniflare, close: () => miniflare.dispose() };
  } catch (error) {
    await miniflare.dispose();
    throw error;
  }
}

/** What wrangler.toml says, on a database that is up to date before the port is open. */
async function readConfig({ dataFolder }: ServerOptions): Promise<Record<string, unknown>> {
  // Loaded here and not above: it takes half a second, during which esbuild is at work.
  const { unstable_getMiniflareWorkerOptions } = await import('wrangler');
  const { workerOptions } = unstable_getMiniflareWorkerOptions(join(root, 'wrangler.toml'));
  const { assets, ...resources } = workerOptions;
  const config = {
    ...resources,
    // Otherwise it asks Cloudflare where this machine is; so, the country is unknown.
    cf: {},
    log: new Log(LogLevel.ERROR),
    telemetry: { enabled: false },
    ...(dataFolder && { resourcePersistencePath: dataFolder }),
  };
  if (dataFolder !== undefined) {
    const nothing = 'export default { fetch: () => new Response() }';
    const miniflare = new Miniflare(convertV4MiniflareOptions({ ...config, ...asWorker(nothing) }));
    try {
      await migrateIn(miniflare);
    } finally {
      await miniflare.dispose();
    }
  }
  return { ...config, assets };
}

function asWorker(contents: string): {
  modules: { type: 'ESModule'; path: string; contents: string }[];
} {
  return { modules: [{ type: 'ESModule', path: 'worker.js', contents }] };
}

async function migrateIn(miniflare: Miniflare): Promise<void> {
  const bindings = await miniflare.getBindings();
  // Home, and the databases that big sites are spread over (docs/deploy.md).
  for (const name of Object.keys(bindings).filter((one) => /^DB(_\d+)?$/.test(one)))
    await migrate(await miniflare.getD1Database(name), join(root, 'schema/migrations'));
}

/** Throws where somebody else listens: workerd's own words for it are hard to read. */
function isFree({ host, port }: ServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(taken ? new Error(`Port ${port} is taken. Set PORT to another one.`) : error);
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
