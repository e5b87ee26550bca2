import * as v from 'valibot';
import {
  exportCustomers,
  exportEvents,
  exportSessions,
  type ExportQuery,
  type ExportRows,
  type ReportContext,
} from '../../reports/index.ts';
import type { Env } from '../../env.ts';
import { allows, type Grant } from '../auth.ts';
import { contextOf } from '../context-of.ts';
import { documentedAs } from '../documented.ts';
import {
  CUSTOMER_COLUMNS,
  EVENT_COLUMNS,
  SESSION_COLUMNS,
  type Columns,
} from '../../reports/export-columns.ts';
import { parquetOf } from '../export/parquet.ts';
import { streamOf } from '../export/stream.ts';
import { csvOf, ndjsonOf, type Bytes } from '../export/text.ts';
import { operation, type Answer, type Operation, type Reply } from '../operation.ts';
import { Problem } from '../problem.ts';
import { edge, endOfEdge, misfitOf, resolveRange, startOfEdge } from '../range.ts';
import type { Site } from '../site.ts';

const FORMATS = ['ndjson', 'csv', 'parquet'] as const;
type Format = (typeof FORMATS)[number];

const TYPES: Record<Format, string> = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
  parquet: 'application/vnd.apache.parquet',
};

const WRITE: Record<Format, (rows: ExportRows, columns: Columns) => Bytes> = {
  ndjson: ndjsonOf,
  csv: csvOf,
  parquet: parquetOf,
};

const optionalEdge: v.GenericSchema<string> = v.exactOptional(edge);

const query = {
  format: v.exactOptional(v.picklist(FORMATS), 'ndjson'),
  from: documentedAs(optionalEdge, {
    type: 'string',
    description: 'A day of the site’s zone or an instant; the beginning where absent.',
  }),
  to: documentedAs(optionalEdge, {
    type: 'string',
    description: 'A day, which is included, or an instant, which is not; the end where absent.',
  }),
};

const file = v.pipe(v.string(), v.description('A file, streamed.'));

interface Exported {
  name: string;
  columns: Columns;
  rowsOf: (context: ReportContext, query: ExportQuery) => ExportRows;
}

const EVENTS: Exported = { name: 'events', columns: EVENT_COLUMNS, rowsOf: exportEvents };
const SESSIONS: Exported = { name: 'sessions', columns: SESSION_COLUMNS, rowsOf: exportSessions };
const CUSTOMERS: Exported = {
  name: 'customers',
  columns: CUSTOMER_COLUMNS,
  rowsOf: exportCustomers,
};

function answers({ columns }: Exported): Record<number, Answer> {
  const description = `Rows with the columns ${Object.keys(columns).join(', ')}`;
  return { 200: { description, schema: file, contentTypes: Object.values(TYPES) } };
}

export const exports: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/v1/sites/{site}/export/events',
    operationId: 'exportEvents',
    tag: 'Export',
    summary: 'Export events',
    description:
      'Every stored event, bots’ too: those of sessions that began in the range, whole, and touchpoints ' +
      'in it. As many as the ledger counts as stored. Without a key for customers, ids that the ' +
      'business gave and personal properties are null.',
    needs: 'read:reports',
    query,
    answers: answers(EVENTS),
    example: { query: { format: 'ndjson', from: '2026-11-21', to: '2026-11-21' } },
    handle: (call) => exported(call, EVENTS),
  }),
  operation({
    method: 'GET',
    path: '/v1/sites/{site}/export/sessions',
    operationId: 'exportSessions',
    tag: 'Export',
    summary: 'Export sessions',
    description:
      'Every session that began in the range, bots’ too. Without a key for customers, `customer_id` ' +
      'is null.',
    needs: 'read:reports',
    query,
    answers: answers(SESSIONS),
    example: { query: { format: 'csv', from: '2026-11-21', to: '2026-11-21' } },
    handle: (call) => exported(call, SESSIONS),
  }),
  operation({
    method: 'GET',
    path: '/v1/sites/{site}/export/customers',
    operationId: 'exportCustomers',
    tag: 'Export',
    summary: 'Export customers',
    description: 'Every customer who was last seen in the range, the latest first.',
    needs: 'read:customers',
    query,
    answers: answers(CUSTOMERS),
    example: { query: { format: 'csv' } },
    handle: (call) => exported(call, CUSTOMERS),
  }),
];

interface Asked {
  env: Env;
  site: Site;
  grant: Grant;
  at: number;
  query: { format: Format; from?: string | undefined; to?: string | undefined };
}

async function exported(call: Asked, { name, columns, rowsOf }: Exported): Promise<Reply> {
  const { format } = call.query;
  const masked = !allows(call.grant, 'read:customers');
  const rows = rowsOf(contextOf(call), { range: rangeOf(call), masked });
  return {
    stream: await streamOf(WRITE[format](rows, columns)),
    headers: {
      'content-type': TYPES[format],
      'content-disposition': `attachment; filename="${call.site.id}-${name}.${format}"`,
    },
  };
}

function rangeOf({ site, at, query: { from, to } }: Asked): { from: number; to: number } {
  const all = resolveRange({ preset: 'all' }, site.timeZone, at);
  const range = {
    from: from === undefined ? all.from_ms : startOfEdge(from, site.timeZone),
    to: to === undefined ? all.to_ms : endOfEdge(to, site.timeZone),
  };
  const misfit = from === undefined || to === undefined ? undefined : misfitOf(from, to);
  if (misfit === undefined && range.from <= range.to) return range;
  const detail = misfit ?? 'The range ends before it begins';
  throw new Problem('invalid-input', detail, { errors: [{ in: 'query', pointer: '/to', detail }] });
}
