// `npm run build`: dist/, the files that are served as they are. The Worker itself is bundled by
// wrangler where it is deployed, and in memory where it runs on this machine (bundle.ts).

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDashboard } from '../../dashboard/build.ts';
import { buildExamples } from '../../examples/build.ts';
import { buildSnippet } from '../../snippet/build.ts';
import { buildDocs } from './docs.ts';
import { headersFile } from './headers-file.ts';
import { dist } from './paths.ts';

/** Writes every file that is served. `clean` drops what an earlier build left behind. */
export async function buildFiles({ clean = false }: { clean?: boolean } = {}): Promise<void> {
  if (clean) await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  await Promise.all([
    buildSnippet(dist),
    buildDashboard(dist),
    buildExamples(dist),
    buildDocs(dist),
    writeFile(join(dist, '_headers'), headersFile()),
  ]);
}

if (import.meta.main) {
  const started = performance.now();
  await buildFiles({ clean: true });
  console.log(`dist/ built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
