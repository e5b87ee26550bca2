import { join } from 'node:path';
import type { Client } from '../client.ts';
import { operatorKey } from '../keys-file.ts';
import { answers, runningOn } from '../running.ts';
import { startServer } from '../server.ts';

export interface Target extends Client {
  /** Ends what was started for the import. */
  close: () => Promise<void>;
}

/**
 * Whom the import talks to: the server that was named; else the one that serves the data folder; else
 * one that is started on it for as long as the import takes.
 */
export async function findTarget(
  { url, key }: { url?: string | undefined; key?: string | undefined },
  folder: string,
): Promise<Target> {
  const stay = (): Promise<void> => Promise.resolve();
  const given = key ?? (await operatorKey(folder)).key;
  if (url !== undefined) {
    if (await answers(url)) return { url, key: given, close: stay };
    throw new Error(`No Sojourn answers at ${url}.`);
  }
  const running = await runningOn(folder);
  if (running !== undefined) return { url: running, key: given, close: stay };
  const { key: operator } = await operatorKey(folder);
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    dataFolder: join(folder, 'database'),
    bindings: { SOJOURN_ADMIN_KEY: operator },
  });
  return { url: server.url.href, key: key ?? operator, close: server.close };
}
