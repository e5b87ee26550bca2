import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'rolldown';
import { VERSION } from './version.ts';

/** One file that a site can load. */
export interface Built {
  /** Path under the collector's origin, `/s.js`. */
  path: string;
  bytes: Uint8Array;
  /** For the tag's `integrity`, where the path carries the version. */
  integrity: string;
}

const folder: string = import.meta.dirname;

/** Bundles one entry of the snippet as it is delivered. rolldown's minifier beats esbuild's by 3 %. */
export const bundleSnippet = async (entry: string, format: 'iife' | 'es'): Promise<Uint8Array> => {
  const { output } = await build({
    input: join(folder, entry),
    write: false,
    // The oldest engines that have what delivery is built on.
    transform: { target: ['chrome109', 'firefox115', 'safari16'] },
    output: { format, minify: true, comments: false },
  });
  return new TextEncoder().encode(output[0].code);
};

/** Writes `s.js`, its copy under the version that never changes, and the ES module. */
export const buildSnippet = async (outDir: string): Promise<Built[]> => {
  await checkVersion();
  const [script, module] = await Promise.all([
    bundleSnippet('s.ts', 'iife'),
    bundleSnippet('index.ts', 'es'),
  ]);
  const built = [
    builtFile('/s.js', script),
    builtFile(`/s/${VERSION}.js`, script),
    builtFile(`/s/${VERSION}.mjs`, module),
  ];
  for (const { path, bytes } of built) {
    const file = join(outDir, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
  const hashes = built.map(({ path, integrity }) => [path, integrity]);
  await writeFile(join(outDir, 's/integrity.json'), JSON.stringify(Object.fromEntries(hashes)));
  return built;
};

const builtFile = (path: string, bytes: Uint8Array): Built => ({
  path,
  bytes,
  integrity: `sha384-${createHash('sha384').update(bytes).digest('base64')}`,
});

const checkVersion = async (): Promise<void> => {
  const text = await readFile(join(folder, '../package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  if (version !== VERSION)
    throw new Error(`snippet/version.ts says ${VERSION}, package.json ${version}`);
};
