import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { buildDashboard } from '../../dashboard/build.ts';

/** Script and style together, brotli, bytes. */
const BUDGET = 85 * 1024;

test('the pages weigh less than their budget', async () => {
  const outDir = await mkdtemp(join(tmpdir(), 'sojourn-size-'));
  await buildDashboard(outDir);
  const sizes = await Promise.all(
    ['app.js', 'app.css'].map(
      async (file) => brotliCompressSync(await readFile(join(outDir, 'dashboard', file))).length,
    ),
  );
  await rm(outDir, { recursive: true, force: true });
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  expect(whole).toBeLessThan(BUDGET);
  expect(whole).toBeGreaterThan(10_000);
});
