import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleSnippet } from './build.ts';
import { declareModule } from './declarations.ts';
import { VERSION } from './version.ts';

/**
 * The npm package `sojourn` for applications that bundle their own script: the module and its types,
 * and nothing of the Worker. What its manifest says is all there is to it.
 */
const manifest = {
  name: 'sojourn',
  version: VERSION,
  description: 'Records what visitors of a web site do, and loses nothing',
  license: 'MIT',
  type: 'module',
  // Importing it does nothing before `start`.
  sideEffects: false,
  exports: { '.': { types: './index.d.mts', default: './index.mjs' } },
  files: ['index.mjs', 'index.d.mts'],
};

/** Writes the package into a folder, ready for `npm install FOLDER` or `npm publish FOLDER`. */
export const buildPackage = async (outDir: string): Promise<void> => {
  await mkdir(outDir, { recursive: true });
  const [code, types] = await Promise.all([bundleSnippet('index.ts', 'es', true), declareModule()]);
  await Promise.all([
    writeFile(join(outDir, 'index.mjs'), code),
    writeFile(join(outDir, 'index.d.mts'), types),
    writeFile(join(outDir, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`),
    copyFile(join(import.meta.dirname, 'README.md'), join(outDir, 'README.md')),
    copyFile(join(import.meta.dirname, '../LICENSE'), join(outDir, 'LICENSE')),
  ]);
};
