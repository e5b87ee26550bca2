import type { Tool } from './tool.ts';

export type Arguments = Record<string, unknown>;

/** The request of the API that a call of a tool stands for; undefined where an id can be in no path. */
export function requestOf(
  { operation }: Tool,
  given: Arguments,
  { base, authorization }: { base: string; authorization: string },
): Request | undefined {
  const left = { ...given };
  const parts = operation.path.split('/').map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return part;
    const value = textOf(left[name]);
    delete left[name];
    return value;
  });
  // What a path would swallow, or take for a step up.
  if (parts.slice(1).some((part) => part === '' || part === '.' || part === '..')) return undefined;
  const url = new URL(parts.map(encodeURIComponent).join('/'), base);
  const headers = { authorization, accept: 'application/json' };
  if (operation.body !== undefined) {
    return new Request(url, {
      method: operation.method,
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(left),
    });
  }
  for (const [name, value] of Object.entries(left)) url.searchParams.set(name, textOf(value));
  return new Request(url, { method: operation.method, headers });
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string'
    ? value
    : Array.isArray(value)
      ? value.join(',')
      : JSON.stringify(value);
}
