import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROBLEMS } from '../../worker/api/problem.ts';
import { ensureBrowser } from '../../worker/cli/browser.ts';
import { buildDocs, describeApi } from '../../worker/cli/docs.ts';
import { toHtml } from '../../worker/cli/docs/markdown.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sojourn-docs-'));
  await buildDocs(folder);
});
afterAll(() => rm(folder, { recursive: true }));

test('describes the API in valid OpenAPI 3.1', async () => {
  const result = await new Validator().validate(JSON.parse(JSON.stringify(await describeApi())));
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
});

test('refuses a description with a reference that leads nowhere', async () => {
  const broken = JSON.stringify(await describeApi()).replaceAll(
    '#/components/schemas/Problem',
    '#/$defs/0',
  );
  const result = await new Validator().validate(JSON.parse(broken) as Record<string, unknown>);
  expect(result.valid).toBe(false);
});

test('explains every problem on a page of its own, and no other', async () => {
  const pages = await readdir(join(folder, 'docs/problems'));
  expect(pages.toSorted()).toEqual(
    Object.keys(PROBLEMS)
      .map((type) => `${type}.html`)
      .toSorted(),
  );
  for (const [type, { status, title }] of Object.entries(PROBLEMS)) {
    const text = await readFile(join(folder, `docs/problems/${type}.html`), 'utf8');
    expect(text).toContain(`<h1>${title}</h1>`);
    expect(text).toContain(`Status ${status}, type <code>/docs/problems/${type}</code>`);
  }
});

test('shows every operation with a command to copy', async () => {
  const text = await readFile(join(folder, 'docs.html'), 'utf8');
  const { paths } = await describeApi();
  for (const methods of Object.values(paths)) {
    for (const { operationId } of Object.values(methods)) {
      expect(text).toContain(`<article id="${operationId}">`);
    }
  }
  expect(text.match(/<pre><code>curl /g)?.length).toBe(text.match(/<article /g)?.length);
});

test('copies what curl has to say where no browser or client says it', async () => {
  const text = await readFile(join(folder, 'docs.html'), 'utf8');
  const commandOf = (id: string): string =>
    /<pre><code>curl (.*?)<\/code>/s.exec(text.split(`<article id="${id}">`)[1] ?? '')?.[1] ?? '';
  expect(commandOf('callMcp')).toContain('Accept: application/json, text/event-stream');
  expect(commandOf('collect')).toContain('Origin: https://shop.example');
  // The operator's key tells of no site.
  expect(commandOf('segmentTrack')).toContain('Bearer $SERVER_KEY');
  expect(commandOf('reportFunnel')).toContain('Bearer $KEY');
});

test('is as wide as a phone', async () => {
  const browser = await chromium.launch({
    executablePath: ensureBrowser(),
    args: ['--no-sandbox'],
  });
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.route('**/*', (route) => {
    const path = new URL(route.request().url()).pathname;
    // The icon is the dashboard's.
    return path.startsWith('/docs') ? route.fulfill({ path: join(folder, path) }) : route.abort();
  });
  for (const name of ['docs.html', 'docs/guide.html', 'docs/problems/invalid-input.html']) {
    await page.goto(`http://docs.invalid/${name}`);
    expect(await page.evaluate(() => getComputedStyle(document.body).margin), name).toBe('0px');
    expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBe(390);
  }
  await browser.close();
});

test('holds nothing inline that the policy would block, and no link that leads nowhere', async () => {
  const all = await readdir(folder, { recursive: true });
  const served = new Set(['/openapi.json', '/schema/batch.json', '/dashboard/icon.svg']);
  for (const name of all) served.add(`/${name.replace(/\.html$/, '')}`);
  for (const name of all.filter((file) => file.endsWith('.html'))) {
    const text = await readFile(join(folder, name), 'utf8');
    expect(text, name).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=/);
    const links = [...text.matchAll(/(?:href|src)="(\/[^"#]*)/g)].map(([, link]) => link ?? '');
    expect(
      links.filter((link) => !served.has(link)),
      name,
    ).toEqual([]);
  }
});

test('renders what is indented as code, and a table by itself', () => {
  expect(toHtml('As so:\n\n    { "a": 1,\n      "b": `2` }\n\nOr:\n\n|a|\n|-|\n|1|')).toBe(
    '<p>As so:</p>\n<pre><code>{ &quot;a&quot;: 1,\n  &quot;b&quot;: `2` }</code></pre>\n<p>Or:</p>\n' +
      '<div class="wide"><table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table></div>',
  );
});

test('renders text as text', () => {
  const html = toHtml('# <img onerror=x>\n\n[x](javascript:alert)\n\n```\n<script>\n```\n');
  expect(html).toBe(
    '<h1>&lt;img onerror=x&gt;</h1>\n<p>[x](javascript:alert)</p>\n<pre><code>&lt;script&gt;</code></pre>',
  );
});
