import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ADDONS, buildSnippet, bundleSnippet, LITE } from '../../snippet/build.ts';
import { VERSION } from '../../snippet/version.ts';

/** Bytes at brotli 11, as promised. */
const budget = 4_096;

test(`the script weighs at most ${budget} bytes`, async () => {
  expect(brotliCompressSync(await bundleSnippet('s.ts', 'iife')).length).toBeLessThanOrEqual(
    budget,
  );
});

test('the lite script weighs at most 2048 bytes', async () => {
  expect(brotliCompressSync(await bundleSnippet(LITE, 'iife')).length).toBeLessThanOrEqual(2_048);
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
      '/s/lite.js',
      `/s/${VERSION}/lite.js`,
      `/s/${VERSION}.mjs`,
      ...ADDONS.map((name) => `/s/${VERSION}/${name}.js`),
      `/s/${VERSION}.d.mts`,
    ]);
    const script = await readFile(join(folder, 's.js'));
    const hash = `sha384-${createHash('sha384').update(script).digest('base64')}`;
    const hashes = JSON.parse(await readFile(join(folder, 's/integrity.json'), 'utf8')) as unknown;
    expect(hashes).toMatchObject({ [`/s/${VERSION}.js`]: hash });
    // Add-ons as well, each by its own bytes.
    expect(hashes).toEqual(
      Object.fromEntries(built.map(({ path, integrity }) => [path, integrity])),
    );
    expect(
      new Set(
        ADDONS.map((name) => built.find(({ path }) => path.endsWith(`/${name}.js`))?.integrity),
      ).size,
    ).toBe(ADDONS.length);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** Bytes of add-ons at brotli 11, at most: what sites load that name them. */
const addonBudgets: Record<string, number> = {
  forms: 310,
  errors: 640,
  vitals: 2_900,
  search: 430,
  products: 1_660,
  woocommerce: 1_500,
  shopify: 2_260,
  survey: 2_680,
  domains: 700,
  staff: 270,
};

test('add-ons weigh what is said of them', async () => {
  expect(Object.keys(addonBudgets)).toEqual(ADDONS);
  for (const [name, most] of Object.entries(addonBudgets)) {
    const bytes = brotliCompressSync(await bundleSnippet(`addons/${name}.ts`, 'es')).length;
    expect(bytes, name).toBeLessThanOrEqual(most);
  }
});
