import { mkdirSync, readFileSync } from 'node:fs';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig, type Plugin } from 'vitest/config';

// The folders whose tests run inside workerd, next to a real D1. All others run in Node.
const inWorkerd = ['schema', 'stitch', 'collect', 'history', 'reports', 'api', 'worker'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

// wrangler.toml binds it as assets, which must exist even where nothing was built yet.
mkdirSync('dist', { recursive: true });

const migrations = await readD1Migrations('schema/migrations');

export default defineConfig({
  test: {
    projects: [
      {
        // Packed test data beside the repository, see test/support/shared-data.ts.
        assetsInclude: ['**/*.gz'],
        plugins: [
          sqlAsText(),
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: { TEST_MIGRATIONS: migrations, SOJOURN_ADMIN_KEY: 'op_for_tests_only' },
            },
          }),
        ],
        test: {
          name: 'worker',
          include: inWorkerd,
          setupFiles: ['test/support/apply-migrations.ts'],
        },
      },
      {
        plugins: [sqlAsText()],
        test: {
          name: 'node',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: inWorkerd,
          testTimeout: 30_000,
          hookTimeout: 60_000,
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
      return `export default ${JSON.stringify(readFileSync(id, 'utf8'))};`;
    },
  };
}
