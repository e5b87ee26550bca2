// `npm run build`: dist/, the files that are served as they are. The Worker itself is bundled by
// wrangler where it is deployed, and in memory where it runs on this machine (bundle.ts).

import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildDashboard } from '../../dashboard/build.ts';
import { buildExamples } from '../../examples/build.ts';
import { buildSnippet } from '../../snippet/build.ts';
import { buildDocs } from './docs.ts';
import { headersFile } from './headers-file.ts';
import { dist } from './paths.ts';

/**
 * Writes every file that is served. `clean` drops what an earlier build left behind. A server may be
 * reading them: each is replaced whole, and only where it differs.
 */
export async function buildFiles({ clean = false }: { clean?: boolean } = {}): Promise<void> {
  const made = await mkdtemp(`${dist}-`);
  try {
    await Promise.all([
      buildSnippet(made),
      buildDashboard(made),
      buildExamples(made),
      buildDocs(made),
      writeFile(join(made, '_headers'), headersFile()),
    ]);
    const files = await filesOf(made);
    for (const file of files) await replace(join(made, file), join(dist, file));
    if (!clean) return;
    const served = new Set(files);
    for (const file of await filesOf(dist)) if (!served.has(file)) await rm(join(dist, file));
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** Paths of all files of a folder, below it. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
}

async function replace(from: string, to: string): Promise<void> {
  const there = await readFile(to).catch(() => undefined);
  if (there?.equals(await readFile(from))) return;
  await mkdir(dirname(to), { recursive: true });
  await rename(from, to);
}

if (import.meta.main) {
  const started = performance.now();
  await buildFiles({ clean: true });
  console.log(`dist/ built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
