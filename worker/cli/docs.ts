import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { OpenApi } from '../api/openapi.ts';
import { bundleWorker } from './bundle.ts';
import { toHtml } from './docs/markdown.ts';
import { page } from './docs/page.ts';
import { referenceOf } from './docs/reference.ts';
import { root } from './paths.ts';

const sources: string = join(import.meta.dirname, 'docs');

/** Writes the documentation: the reference, the guide, a page per problem, and Swagger UI. */
export async function buildDocs(outDir: string): Promise<void> {
  const folder = join(outDir, 'docs');
  await mkdir(join(folder, 'problems'), { recursive: true });
  await Promise.all([
    describeApi().then((document) =>
      writeFile(join(outDir, 'docs.html'), page('API reference', referenceOf(document))),
    ),
    writeMarkdown(join(root, 'docs/api.md'), join(folder, 'guide.html')),
    writeProblems(join(folder, 'problems')),
    copyFile(join(sources, 'docs.css'), join(folder, 'docs.css')),
    copyFile(join(sources, 'copy.js'), join(folder, 'copy.js')),
    writeExplorer(folder),
  ]);
}

/** The description as the Worker makes it. */
export async function describeApi(): Promise<OpenApi> {
  const module = await bundleWorker(join(root, 'worker/api/description.ts'));
  const url = `data:text/javascript;base64,${Buffer.from(module).toString('base64')}`;
  const { description } = (await import(url)) as { description: () => OpenApi };
  return description();
}

async function writeMarkdown(source: string, target: string): Promise<void> {
  const text = await readFile(source, 'utf8');
  const title = /^# (.+)$/m.exec(text)?.[1] ?? 'Documentation';
  await writeFile(target, page(title, toHtml(text)));
}

async function writeProblems(folder: string): Promise<void> {
  const source = join(root, 'docs/problems');
  const names = (await readdir(source)).filter((name) => name.endsWith('.md'));
  await Promise.all(
    names.map((name) =>
      writeMarkdown(join(source, name), join(folder, name.replace('.md', '.html'))),
    ),
  );
}

async function writeExplorer(folder: string): Promise<void> {
  const swagger = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const body = `<link rel="stylesheet" href="/docs/swagger-ui.css">
<script src="/docs/swagger-ui-bundle.js" defer></script>
<script src="/docs/try.js" defer></script>
<h1>Try it</h1>
<p>Requests go to this server, with the key you enter under <em>Authorize</em>.</p>
<div id="explorer"></div>`;
  await Promise.all([
    ...['swagger-ui.css', 'swagger-ui-bundle.js'].map((name) =>
      copyFile(join(swagger, name), join(folder, name)),
    ),
    copyFile(join(sources, 'try.js'), join(folder, 'try.js')),
    writeFile(join(folder, 'try.html'), page('Try it', body)),
  ]);
}
