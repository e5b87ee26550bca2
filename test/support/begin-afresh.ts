import { applyD1Migrations } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { vi } from 'vitest';

/** What each test file has for itself, see vitest.config.ts. */
const STORES = ['DB', 'SHARD_1', 'SHARD_2', 'SHARD_3', 'TEST_LAKE'] as const;

/** Of a workerd, over all its test files: no module can keep it, as modules begin afresh too. */
interface Begun {
  files: number;
  /** The runtime's own. */
  wait: Scheduler['wait'];
}

/**
 * One workerd takes several test files, one after the other. Each begins as if none had run there before:
 * with modules that nobody has used, databases and a bucket of its own, and nobody who waits for something.
 */
export async function beginAfresh(): Promise<void> {
  const shared = globalThis as { begun?: Begun };
  const begun = (shared.begun ??= { files: 0, wait: scheduler.wait.bind(scheduler) });
  const file = begun.files++;
  vi.resetModules();
  abandonWaits(begun);
  takeStores(file);
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
}

/** Whoever waits now, as for the moment to write the ledger, waits for ever: its test file has ended. */
function abandonWaits(begun: Begun): void {
  const { files } = begun;
  scheduler.wait = async (ms, options) => {
    await begun.wait(ms, options);
    if (begun.files !== files) await new Promise<never>(() => {});
  };
}

/** What was under way as a file ended has databases of its own, which nobody looks at any more. */
function takeStores(file: number): void {
  const all = env as object as Record<string, unknown>;
  // As where one is given all files at once, which `--maxWorkers 1` does.
  if (all[`DB_OF_${file}`] === undefined) throw new Error(`Databases for ${file} test files alone`);
  for (const name of STORES) all[name] = all[`${name}_OF_${file}`];
}
