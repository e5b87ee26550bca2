import type { OpenApi, PathOperation } from '../../api/openapi.ts';
import type { Parameter } from '../../api/openapi-parameters.ts';
import { escapeHtml, table } from './page.ts';

interface Entry extends PathOperation {
  method: string;
  path: string;
}

/** Every operation with what it takes, who may call it, and an example to copy. */
export function referenceOf({ paths, tags }: OpenApi): string {
  const entries = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Entry => ({ ...operation, method, path })),
  );
  const groups = tags.map(({ name }) => ({
    name,
    entries: entries.filter((entry) => entry.tags.includes(name)),
  }));
  const contents = groups.map(
    (group) => `<li>${escapeHtml(group.name)}<ul>${group.entries.map(linkTo).join('')}</ul></li>`,
  );
  const sections = groups.map(
    (group) =>
      `<section><h2>${escapeHtml(group.name)}</h2>${group.entries.map(show).join('\n')}</section>`,
  );
  return `<h1>API reference</h1>
<p>Start with the <a href="/docs/guide">guide</a>: keys, ranges, filters, lists and errors in two minutes.</p>
<nav aria-label="Operations"><ul class="contents">${contents.join('')}</ul></nav>
${sections.join('\n')}`;
}

function linkTo({ operationId, summary, method, path }: Entry): string {
  return `<li><a href="#${operationId}">${escapeHtml(summary)}</a> <code>${method.toUpperCase()} ${escapeHtml(path)}</code></li>`;
}

function show(entry: Entry): string {
  const { operationId, summary, description, method, path, parameters } = entry;
  const kinds = entry['x-kinds'];
  const who =
    kinds.length === 0
      ? 'Takes no key.'
      : `Keys: ${kinds.map((kind) => `<code>${escapeHtml(kind)}</code>`).join(' ')}`;
  return `<article id="${operationId}">
<h3>${escapeHtml(summary)}</h3>
<p class="call"><span class="method">${method.toUpperCase()}</span> <code>${escapeHtml(path)}</code></p>
${description === summary ? '' : `<p>${marked(description)}</p>`}
<p>${who}</p>
${parameters.length === 0 ? '' : parameterTable(parameters)}
<pre><code>${escapeHtml(curlOf(entry))}</code></pre>
${answersOf(entry)}
</article>`;
}

function parameterTable(parameters: Parameter[]): string {
  const rows = parameters.map(({ name, in: where, required, description = '', schema }) => {
    const values = schema.enum ? `One of ${schema.enum.map(String).join(', ')}. ` : '';
    const text = `${values}${description}`;
    return `<tr><td><code>${escapeHtml(name)}</code></td><td>${where}${required ? ', required' : ''}</td><td>${marked(text)}</td></tr>`;
  });
  const head = '<tr><th>Parameter</th><th>In</th><th>What</th></tr>';
  return table(head, rows.join(''));
}

/** What a browser, or an MCP client, says by itself and curl does not. */
const MORE_HEADERS: Record<string, string> = {
  collect: 'Origin: https://shop.example',
  collectOnOwnHost: 'Origin: https://shop.example',
  callMcp: 'Accept: application/json, text/event-stream',
};

/** A command to copy. `$HOST`, `$KEY` and `$SERVER_KEY` are what `npm start` prints. */
function curlOf(entry: Entry): string {
  const { method, path, parameters, security, requestBody } = entry;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(exampleOf(parameters, name)),
  );
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.example !== undefined)
    .map(({ name, example }) => `${name}=${encodeURIComponent(String(example))}`);
  const url = `"$HOST${filled}${query.length > 0 ? `?${query.join('&')}` : ''}"`;
  const lines = [`curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}${url}`];
  const key = entry['x-kinds'].includes('operator') ? 'KEY' : 'SERVER_KEY';
  if (security.length > 0) lines.push(`  -H "Authorization: Bearer $${key}"`);
  const more = MORE_HEADERS[entry.operationId];
  if (more !== undefined) lines.push(`  -H "${more}"`);
  const [body] = Object.entries(requestBody?.content ?? {});
  if (body) {
    const json = JSON.stringify(body[1].example, undefined, 2).replaceAll("'", String.raw`'\''`);
    lines.push(`  -H "Content-Type: ${body[0]}"`, `  -d '${json}'`);
  }
  return lines.join(' \\\n');
}

function exampleOf(parameters: Parameter[], name: string): string {
  const example = parameters.find((one) => one.in === 'path' && one.name === name)?.example;
  return typeof example === 'string' ? example : name;
}

function answersOf({ responses }: Entry): string {
  const answers = Object.entries(responses) as [string, { content?: Record<string, Example> }][];
  const good = answers.find(([status]) => status.startsWith('2'));
  if (!good) return '';
  const example = good[1].content?.['application/json']?.example;
  const bodies = answers.filter(([status]) => status >= '400').map(([status]) => status);
  const shown = example === undefined ? 'no body' : '';
  return `<p>Answers ${good[0]}${shown && `, ${shown}`}; problems: ${bodies.join(', ')}.</p>
${example === undefined ? '' : `<details><summary>Example of an answer</summary><pre><code>${escapeHtml(JSON.stringify(example, undefined, 2))}</code></pre></details>`}`;
}

interface Example {
  example?: unknown;
}

function marked(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}
