import * as v from 'valibot';
import { isObject } from '../../schema/index.ts';
import { USD } from '../prices.ts';
import type { ResolvedRange } from './range.ts';
import { count, instant, toInstant } from './shapes.ts';

/** What a report cost to work out. */
export interface Cost {
  rows_read: number;
  ms: number;
  /** At D1's list price of $0.001 per million rows read. */
  usd: number;
}

/** What is true of the answer, but not part of it. */
export interface Meta {
  computed_at: string;
  /** Up to when what was received is in. */
  data_until: string;
  /** The range reaches beyond `data_until`: the numbers will still grow. */
  partial: boolean;
  truncated: boolean;
  unit: 'customer' | 'session';
  identity: {
    /** Share of the customers that more than one id was joined to. */ stitched_share:
      | number
      | null;
  };
  cost: Cost;
  warnings: string[];
}

/** The range as the answer shows it: as it was meant, and in absolute time. */
export interface ShownRange {
  /** Days of the zone, the last one included, or instants, the last one not. */
  from: string;
  to: string;
  time_zone: string;
  /** First instant within. */
  start: string;
  /** First instant after. */
  end: string;
}

/** The one form of every report. All but `meta` is a function of the data and the query. */
export interface Envelope {
  query: Record<string, unknown> & { range: ShownRange };
  data: unknown;
  totals: unknown;
  meta: Meta;
  links: { people: string | null; csv: string | null };
}

/** What a report hands over for its envelope. */
export interface Report {
  range: ResolvedRange;
  /** The rest of the query, defaults filled in. */
  query: Record<string, unknown>;
  data: unknown;
  totals: unknown;
  unit: Meta['unit'];
  stitchedShare: number | null;
  /** Rows D1 read for it. */
  rowsRead: number;
  warnings?: string[];
  truncated?: boolean;
  links?: Partial<Envelope['links']>;
}

/** Wraps a report. `at` is when the request came, `ms` what it took. */
export function envelope(report: Report, { at, ms }: { at: number; ms: number }): Envelope {
  const { range, rowsRead, links } = report;
  const usd = Number((rowsRead * USD.rowRead).toPrecision(6));
  return {
    query: { ...report.query, range: showRange(range) },
    data: report.data,
    totals: report.totals,
    meta: {
      computed_at: toInstant(at),
      data_until: toInstant(at),
      partial: range.to_ms > at,
      truncated: report.truncated ?? false,
      unit: report.unit,
      identity: { stitched_share: report.stitchedShare },
      cost: { rows_read: rowsRead, ms: Math.round(ms), usd },
      warnings: report.warnings ?? [],
    },
    links: { people: links?.people ?? null, csv: links?.csv ?? null },
  };
}

/** Whether an answer is a report's. */
export function isEnvelope(body: unknown): body is Envelope {
  return isObject(body) && isObject(body['meta']) && 'cost' in body['meta'];
}

export function showRange({ from, to, time_zone, from_ms, to_ms }: ResolvedRange): ShownRange {
  return { from, to, time_zone, start: toInstant(from_ms), end: toInstant(to_ms) };
}

export const shownRange: v.GenericSchema<ShownRange> = v.strictObject({
  from: v.string(),
  to: v.string(),
  time_zone: v.string(),
  start: instant,
  end: instant,
});

const meta: v.GenericSchema<Meta> = v.strictObject({
  computed_at: instant,
  data_until: instant,
  partial: v.boolean(),
  truncated: v.boolean(),
  unit: v.picklist(['customer', 'session']),
  identity: v.strictObject({
    stitched_share: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  }),
  cost: v.strictObject({ rows_read: count, ms: v.number(), usd: v.number() }),
  warnings: v.array(v.string()),
});

/** The description of an envelope around a report's own parts. */
export function envelopeSchema(parts: {
  query: Record<string, v.GenericSchema>;
  data: v.GenericSchema;
  totals: v.GenericSchema;
}): v.GenericSchema {
  return v.strictObject({
    query: v.strictObject({ ...parts.query, range: shownRange }),
    data: parts.data,
    totals: parts.totals,
    meta,
    links: v.strictObject({ people: v.nullable(v.string()), csv: v.nullable(v.string()) }),
  });
}
