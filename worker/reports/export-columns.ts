import type { Json } from '../../schema/index.ts';
import type { Column, ColumnType, ColumnValue } from '../lake/parquet-file.ts';
import type { ExportRow } from './export.ts';

/** What a column holds. `json` is a list or an object: itself in NDJSON, text elsewhere. */
export type ColumnKind = 'text' | 'integer' | 'flag' | 'instant' | 'json';

/** Columns in their order, the same in every format. None is a reserved word of SQL. */
export type Columns = Readonly<Record<string, ColumnKind>>;

export const EVENT_COLUMNS: Columns = {
  event_id: 'text',
  event_at: 'instant',
  event_name: 'text',
  session_id: 'text',
  visitor_id: 'text',
  customer_id: 'text',
  user_id: 'text',
  page: 'text',
  properties: 'json',
  channel: 'text',
  source: 'text',
  medium: 'text',
  campaign: 'text',
  referrer: 'text',
  host: 'text',
  language: 'text',
  browser: 'text',
  os: 'text',
  device: 'text',
  country: 'text',
  region: 'text',
  screen: 'text',
  utc_offset: 'integer',
  library: 'text',
  sent_by: 'text',
  is_bot: 'flag',
  is_cookieless: 'flag',
  is_demo: 'flag',
};

export const SESSION_COLUMNS: Columns = {
  session_id: 'text',
  visitor_id: 'text',
  customer_id: 'text',
  started_at: 'instant',
  ended_at: 'instant',
  seconds: 'integer',
  events: 'integer',
  page_views: 'integer',
  channel: 'text',
  source: 'text',
  medium: 'text',
  campaign: 'text',
  referrer: 'text',
  landing_page: 'text',
  exit_page: 'text',
  device: 'text',
  browser: 'text',
  os: 'text',
  country: 'text',
  region: 'text',
  language: 'text',
  is_bot: 'flag',
  is_cookieless: 'flag',
  is_demo: 'flag',
};

export const CUSTOMER_COLUMNS: Columns = {
  customer_id: 'text',
  display_name: 'text',
  users: 'json',
  visitors: 'json',
  identified: 'flag',
  first_seen_at: 'instant',
  last_seen_at: 'instant',
  sessions: 'integer',
  orders: 'integer',
  value: 'json',
  channel: 'text',
  device: 'text',
  country: 'text',
  stage: 'text',
};

/** All may be null. A list is text of JSON, which every reader can take. */
const TYPES: Record<ColumnKind, ColumnType['type']> = {
  text: 'STRING',
  json: 'STRING',
  integer: 'INT32',
  flag: 'BOOLEAN',
  instant: 'TIMESTAMP',
};

/** Rows as the columns of a Parquet file. */
export function parquetColumns(rows: readonly ExportRow[], columns: Columns): Column[] {
  return Object.entries(columns).map(([name, kind]) => ({
    name,
    type: TYPES[kind],
    data: rows.map((row) => valueOf(row[name] ?? null, kind)),
  }));
}

function valueOf(value: Json, kind: ColumnKind): ColumnValue {
  if (value === null) return null;
  if (kind === 'instant') return new Date(Number(value));
  return typeof value === 'object' ? JSON.stringify(value) : value;
}
