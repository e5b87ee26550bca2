import { mkdirSync, readFileSync } from 'node:fs';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig, type Plugin } from 'vitest/config';
import { BUGS } from './test/bugs.ts';

// The folders whose tests run inside workerd, next to a real D1. All others run in Node.
const inWorkerd = [
  'schema', 'stitch', 'collect', 'history', 'reports', 'shards', 'api', 'worker', 'privacy',
].map((folder) => `test/${folder}/**/*.test.ts`); // prettier-ignore

// wrangler.toml binds it as assets, which must exist even where nothing was built yet.
mkdirSync('dist', { recursive: true });

const migrations = await readD1Migrations('schema/migrations');

export default defineConfig({
  test: {
    // What is cached knows nothing of a planted bug.
    fsModuleCache: process.env['SOJOURN_BUG'] === undefined,
    maxWorkers: 2,
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
              r2Buckets: ['TEST_LAKE'],
              // Nor DB_1 ...: what is not about several databases is tested with one.
              d1Databases: ['SHARD_1', 'SHARD_2', 'SHARD_3'],
              bindings: {
                TEST_MIGRATIONS: migrations,
                SOJOURN_ADMIN_KEY: 'op_for_tests_only',
                SOJOURN_CASES: process.env['SOJOURN_CASES'] ?? '',
              },
            },
          }),
        ],
        test: {
          name: 'worker',
          include: inWorkerd,
          setupFiles: ['test/support/apply-migrations.ts', 'test/support/seed.ts'],
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
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});

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
