import { mkdirSync, readFileSync } from 'node:fs';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig, type Plugin } from 'vitest/config';
import { BUGS } from './test/bugs.ts';

// The folders whose tests run inside workerd, next to a real D1. All others run in Node.
const inWorkerd = [
  'schema', 'stitch', 'collect', 'history', 'reports', 'shards', 'api', 'worker', 'privacy',
].map((folder) => `test/${folder}/**/*.test.ts`); // prettier-ignore

/** Test files that one workerd takes, each with databases of its own. What was loaded for one is never let go. */
const FILES = 10;

// wrangler.toml binds it as assets, which must exist even where nothing was built yet.
mkdirSync('dist', { recursive: true });

const migrations = await readD1Migrations('schema/migrations');

export default defineConfig({
  test: {
    // What is cached knows nothing of a planted bug.
    fsModuleCache: process.env['SOJOURN_BUG'] === undefined,
    // One more than the cores of a small machine: what runs in browsers waits half of its time.
    maxWorkers: 3,
    projects: [
      {
        // Packed test data beside the repository, see test/support/shared-data.ts.
        assetsInclude: ['**/*.gz'],
        plugins: [
          sqlAsText(),
          plantedBug(),
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              // Not LAKE: what is not about the lake is tested as it is without one.
              r2Buckets: ofEachFile(['TEST_LAKE']),
              // Nor DB_1 ...: what is not about several databases is tested with one.
              d1Databases: ofEachFile(['DB', 'SHARD_1', 'SHARD_2', 'SHARD_3']),
              bindings: {
                TEST_MIGRATIONS: migrations,
                SOJOURN_ADMIN_KEY: 'op_for_tests_only',
                SOJOURN_CASES: process.env['SOJOURN_CASES'] ?? '',
              },
            },
          }),
          shortLived(),
        ],
        test: {
          name: 'worker',
          include: inWorkerd,
          // A workerd for each file took a quarter of the time of all: they share, and begin afresh.
          isolate: false,
          setupFiles: ['test/support/begin.ts'],
          // For what never ends; a slow machine is no failure.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        plugins: [sqlAsText(), plantedBug()],
        test: {
          name: 'node',
          globalSetup: ['test/support/node/build.ts'],
          setupFiles: ['test/support/seed.ts'],
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: inWorkerd,
          // For what pages do in their own time.
          expect: { poll: { timeout: 60_000 } },
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});

/** Names as test/support/begin-afresh.ts binds them; its own test begins three times. */
function ofEachFile(names: string[]): string[] {
  return names.flatMap((name) =>
    Array.from({ length: FILES + 2 }, (_, file) => `${name}_OF_${file}`),
  );
}

/** Ends a workerd that has taken its files. */
function shortLived(): Plugin {
  return {
    name: 'short-lived',
    configureVitest({ project }) {
      const { poolRunner } = project.config;
      if (poolRunner === undefined) throw new Error('This has to come after the pool');
      const { createPoolWorker } = poolRunner;
      poolRunner.createPoolWorker = (options) => {
        const worker = createPoolWorker(options);
        const send = worker.send.bind(worker);
        let files = 0;
        worker.send = (message) => {
          if (message.type === 'run') files += message.context.files.length;
          send(message);
        };
        worker.canReuse = () => files < FILES;
        return worker;
      };
    },
  };
}

function sqlAsText(): Plugin {
  return {
    name: 'sql-as-text',
    enforce: 'pre',
    load(id) {
      if (!id.endsWith('.sql')) return undefined;
      return `export default ${JSON.stringify(planted(id, readFileSync(id, 'utf8')))};`;
    },
  };
}

/** The bug that `npm run bugs` asks for, if it does: put into the module as it is read. */
function plantedBug(): Plugin {
  return {
    name: 'planted-bug',
    enforce: 'pre',
    transform: (code, id) => (id.endsWith('.ts') ? planted(id, code) : undefined),
  };
}

function planted(id: string, code: string): string {
  const bug = BUGS.find(({ name }) => name === process.env['SOJOURN_BUG']);
  if (bug === undefined || !id.endsWith(bug.file)) return code;
  if (code.split(bug.right).length !== 2)
    throw new Error(`${bug.file} is not as "${bug.name}" expects`);
  return code.replace(bug.right, () => bug.wrong);
}
