import type * as v from 'valibot';
import { accepts } from 'hono/accepts';
import type { Context } from 'hono';
import type { Json } from '../../schema/index.ts';
import { toCsvLine } from './csv.ts';

const JSON_TYPE = 'application/json';
const NDJSON_TYPE = 'application/x-ndjson';
const CSV_TYPE = 'text/csv';

/** What a page of a list looks like in each of its forms. */
export const LIST_TYPES: readonly string[] = [JSON_TYPE, NDJSON_TYPE, CSV_TYPE];

interface Shown {
  rows: readonly unknown[];
  row: v.GenericSchema;
  nextCursor: string | null;
}

/** A page of a list in the form the client asked for. The next page is also a `Link`. */
export function showPage(c: Context, { rows, row, nextCursor }: Shown): Response {
  const headers = new Headers({ vary: 'accept' });
  if (nextCursor !== null) headers.set('link', `<${nextAddress(c, nextCursor)}>; rel="next"`);
  const type = accepts(c, {
    header: 'Accept',
    supports: [...LIST_TYPES],
    default: JSON_TYPE,
  });
  if (type === NDJSON_TYPE) {
    headers.set('content-type', NDJSON_TYPE);
    return new Response(rows.map((one) => `${JSON.stringify(one)}\n`).join(''), { headers });
  }
  if (type === CSV_TYPE) {
    headers.set('content-type', 'text/csv; charset=utf-8; header=present');
    return new Response(toCsv(rows, row), { headers });
  }
  headers.set('content-type', JSON_TYPE);
  return new Response(JSON.stringify({ data: rows, next_cursor: nextCursor }), { headers });
}

/** Relative to the host, which a client reached by a name we need not know. */
function nextAddress(c: Context, cursor: string): string {
  const url = new URL(c.req.url);
  url.searchParams.set('cursor', cursor);
  return url.pathname + url.search;
}

/** Every row under the columns of its schema, so that all pages have the same. */
function toCsv(rows: readonly unknown[], row: v.GenericSchema): string {
  const columns = columnsOf(row as unknown as Inspected, []);
  const head = toCsvLine(columns.map((path) => path.join('.')));
  return head + rows.map((one) => toCsvLine(columns.map((path) => cell(one, path)))).join('');
}

interface Inspected {
  entries?: Record<string, Inspected>;
  wrapped?: Inspected;
}

/** Members of nested objects become columns of their own (`source.medium`); the rest is one cell. */
function columnsOf(schema: Inspected, path: string[]): string[][] {
  if (schema.wrapped) return columnsOf(schema.wrapped, path);
  if (!schema.entries) return [path];
  return Object.entries(schema.entries).flatMap(([name, member]) =>
    columnsOf(member, [...path, name]),
  );
}

function cell(row: unknown, path: string[]): Json {
  let value = row;
  for (const name of path) {
    value =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : null;
  }
  return (value ?? null) as Json;
}
