// Bytes a visitor downloads: our entries beside what rivals deliver, measured in the same run.

import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { bundleAll } from '../snippet/build.ts';
import type { Result } from './index.ts';

const execute = promisify(execFile);
const cache = join(import.meta.dirname, '../node_modules/.cache/rivals');

/** Packages whose delivered, minified file lies in the package. */
const rivals: Record<string, [spec: string, file: string]> = {
  plausible: ['@plausible-analytics/tracker@0.4.6', 'plausible.js'],
  'web-vitals': ['web-vitals@5', 'dist/web-vitals.iife.js'],
  ackee: ['ackee-tracker@5.1.3', 'dist/ackee-tracker.min.js'],
  // Plugins come on top. The packages of sp.lite.js and sp.js are not on every registry.
  'snowplow browser': ['@snowplow/browser-tracker@4', 'dist/index.umd.min.js'],
  segment: ['@segment/analytics-next@1', 'dist/umd/standalone.js'],
  'posthog array.js': ['posthog-js@1', 'dist/array.js'],
  amplitude: ['@amplitude/analytics-browser@2', 'lib/scripts/amplitude-min.js'],
};

interface Size {
  minified: number;
  gzip: number;
  brotli: number;
  [name: string]: number;
}

const sizeOf = (bytes: Uint8Array): Size => ({
  minified: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
  // Node's default quality is 11.
  brotli: brotliCompressSync(bytes).length,
});

/** Packs are fetched once, by npm's own client; undefined where there is no registry. */
const rivalFile = async (spec: string, file: string): Promise<Uint8Array | undefined> => {
  try {
    await mkdir(cache, { recursive: true });
    const packed = await execute('npm', ['pack', spec, '--silent', '--pack-destination', cache]);
    const args = ['-xzOf', join(cache, packed.stdout.trim()), `package/${file}`];
    const { stdout } = await execute('tar', args, { encoding: 'buffer', maxBuffer: 2 ** 24 });
    return stdout;
  } catch {
    return undefined;
  }
};

export const run = async (): Promise<Result> => {
  const sizes: Record<string, Size> = {};
  for (const [path, bytes] of await bundleAll()) {
    // The same files under their version are no files of their own.
    if (!/\d(\/own|\/lite)?\.js$/.test(path)) sizes[path.slice(1)] = sizeOf(bytes);
  }
  const missing: string[] = [];
  for (const [name, [spec, file]] of Object.entries(rivals)) {
    const bytes = await rivalFile(spec, file);
    if (bytes) sizes[name] = sizeOf(bytes);
    else missing.push(name);
  }
  const rows = Object.entries(sizes).map(([name, { minified, gzip, brotli }]) =>
    [name.padEnd(20), ...[minified, gzip, brotli].map((bytes) => String(bytes).padStart(9))].join(
      '',
    ),
  );
  const note = missing.length > 0 ? [`not measured: ${missing.join(', ')}`] : [];
  const head = `${''.padEnd(20)} minified     gzip   brotli`;
  return { table: [head, ...rows, ...note].join('\n'), json: sizes };
};
