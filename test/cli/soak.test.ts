import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** The short part of `npm run bench -- soak`: the server is killed twice in the middle of its work. */
test('keeps what it acknowledged, once, although it is killed again and again', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['bench/index.ts', 'soak', '--json'],
    {
      env: { ...process.env, SOAK_SECONDS: '16', SOAK_KILL_SECONDS: '6' },
    },
  );
  const figures = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, number>;
  expect(figures).toMatchObject({ missing: 0, twice: 0, invented: 0 });
  expect(figures['quarantined']).toBe(figures['quarantined_expected']);
  expect(figures['kills']).toBeGreaterThanOrEqual(1);
  expect(figures['acknowledged']).toBeGreaterThan(100);
});
