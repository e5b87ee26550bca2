import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ADDONS, buildSnippet, bundleSnippet } from '../../snippet/build.ts';
import { VERSION } from '../../snippet/version.ts';

/** Bytes at brotli 11. The promise is 4,096: this only ever goes down until it is kept. */
const budget = 4_219;

test(`the script weighs at most ${budget} bytes`, async () => {
  expect(brotliCompressSync(await bundleSnippet('s.ts', 'iife')).length).toBeLessThanOrEqual(
    budget,
  );
});

test('is built as one tag, a version that never changes with its hash, and a module', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-build-'));
  try {
    const built = await buildSnippet(folder);
    expect(built.map(({ path }) => path)).toEqual([
      '/s.js',
      `/s/${VERSION}.js`,
      '/s/own.js',
      `/s/${VERSION}/own.js`,
      `/s/${VERSION}.mjs`,
      ...ADDONS.map((name) => `/s/${VERSION}/${name}.js`),
      `/s/${VERSION}.d.mts`,
    ]);
    const script = await readFile(join(folder, 's.js'));
    const hash = `sha384-${createHash('sha384').update(script).digest('base64')}`;
    const hashes = JSON.parse(await readFile(join(folder, 's/integrity.json'), 'utf8')) as unknown;
    expect(hashes).toMatchObject({ [`/s/${VERSION}.js`]: hash });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
