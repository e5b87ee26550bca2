import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { PRODUCTS } from './shop/catalogue.ts';
import { draw, drawingPath } from './shop/draw/draw.ts';
import { MARK } from './shop/draw/mark.ts';
import { allPages } from './shop/pages/all.ts';
import { documentOf } from './shop/pages/layout.ts';

/** Writes the demo shop to `outDir`/shop. `site` is the site id that its tag names. */
export async function buildExamples(outDir: string, site = 'demo'): Promise<void> {
  await Promise.all([bundle(outDir), writeDrawings(outDir), writePages(outDir, site)]);
}

async function bundle(outDir: string): Promise<void> {
  await build({
    absWorkingDir: join(import.meta.dirname, 'shop'),
    entryPoints: {
      shop: 'client/shop.ts',
      site: 'client/site.ts',
      styles: 'style/shop.css',
    },
    entryNames: '[name]',
    outdir: join(outDir, 'shop'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome109', 'firefox115', 'safari16'],
    legalComments: 'none',
    logLevel: 'warning',
  });
}

async function writeDrawings(outDir: string): Promise<void> {
  await write(join(outDir, 'shop/art/mark.svg'), MARK);
  for (const { id, glazes } of PRODUCTS) {
    for (const glaze of glazes) await write(join(outDir, drawingPath(id, glaze)), draw(id, glaze));
  }
}

async function writePages(outDir: string, site: string): Promise<void> {
  for (const page of allPages()) {
    await write(join(outDir, page.path, 'index.html'), documentOf(page, site));
  }
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
