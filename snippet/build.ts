import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'rolldown';
import { minify, type SimpleIdentifierMangler } from 'terser';
import { declareModule } from './declarations.ts';
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

/** Files that the core loads when the tag names them: `data-addons="forms errors"`. */
export const ADDONS: readonly string[] = [
  'forms',
  'errors',
  'vitals',
  'search',
  'products',
  'woocommerce',
  'shopify',
  'survey',
  'domains',
  'staff',
];

/** The core of page views and `track` alone. */
export const LITE = 'lite/lite.ts';

/**
 * Letters of the short names, the most frequent name first. Which letters they are makes 30 bytes
 * of difference to brotli; these orders were found by trying some thousand.
 */
const letters = 'tslndy$gpmkWXForczfJEHvxjGeiA_VURbYaZhOPLuTICBqSKwNDQM';
const liteLetters = 'scdfThZy$QXrMI_JLiYVGBDlatAvWSnKNUpzRgqxemkbuHEFPwOjoC';

/**
 * Chromium compiles every function while the tag's file comes in, off the page's main thread, instead
 * of each there as it is first called: v8.dev/blog/explicit-compile-hints.
 */
const compileHint = '//# allFunctionsCalledOnLoad';

/** Names by their rank, for terser: not by the frequency of letters, which only gzip likes. */
const namesOf = (signs: string): SimpleIdentifierMangler => {
  const get = (rank: number): string => {
    const first = signs.charAt(rank % signs.length);
    const rest = Math.floor(rank / signs.length);
    return rest ? first + get(rest - 1) : first;
  };
  return { get };
};

/** Bundles one entry of the snippet as it is delivered; `ownHost` takes in own-cookie.ts. terser after rolldown's minifier saves 2 %. */
export const bundleSnippet = async (
  entry: string,
  format: 'iife' | 'es',
  ownHost = false,
): Promise<Uint8Array> => {
  const { output } = await build({
    input: join(folder, entry),
    write: false,
    // The oldest engines that have what delivery is built on.
    transform: {
      target: ['chrome109', 'firefox115', 'safari16'],
      define: { OWN_HOST: `${ownHost}` },
    },
    output: { format, minify: true, comments: false },
  });
  const { code } = await minify(output[0].code, {
    ecma: 2020,
    module: format === 'es',
    toplevel: true,
    mangle: { nth_identifier: namesOf(entry === LITE ? liteLetters : letters) },
    compress: {
      ecma: 2020,
      passes: 3,
      keep_fargs: false,
      pure_getters: true,
      unsafe_arrows: true,
      booleans_as_integers: true,
      // Sequences are shorter, and brotli likes them less in s.js, and more in lite.js.
      ...(entry !== LITE && { sequences: false, lhs_constants: false }),
    },
    format: { ecma: 2020, ...(format === 'iife' && { preamble: compileHint }) },
  });
  return new TextEncoder().encode(code);
};

/** All files by path: the tags, the same under a version that never changes, the module, add-ons. */
export const bundleAll = async (): Promise<Map<string, Uint8Array>> => {
  const script = await bundleSnippet('s.ts', 'iife');
  const own = await bundleSnippet('s.ts', 'iife', true);
  const lite = await bundleSnippet(LITE, 'iife');
  const files = new Map([
    ['/s.js', script],
    [`/s/${VERSION}.js`, script],
    ['/s/own.js', own],
    [`/s/${VERSION}/own.js`, own],
    ['/s/lite.js', lite],
    [`/s/${VERSION}/lite.js`, lite],
    [`/s/${VERSION}.mjs`, await bundleSnippet('index.ts', 'es', true)],
  ]);
  for (const name of ADDONS) {
    files.set(`/s/${VERSION}/${name}.js`, await bundleSnippet(`addons/${name}.ts`, 'es'));
  }
  return files;
};

/** Writes what sites load. */
export const buildSnippet = async (outDir: string): Promise<Built[]> => {
  await checkVersion();
  const types = new TextEncoder().encode(await declareModule());
  const files = (await bundleAll()).set(`/s/${VERSION}.d.mts`, types);
  const built = [...files].map(([path, bytes]) => builtFile(path, bytes));
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
