import * as v from 'valibot';
import { rangeInput, type ResolvedRange } from './range.ts';
import { count, time } from './shapes.ts';

/** What a report cost to work out. */
export interface Cost {
  rows_read: number;
  ms: number;
  /** At D1's list price of $0.001 per million rows read. */
  usd: number;
}

/** What is true of the answer, but not part of it. */
export interface Meta {
  computed_at: number;
  /** Up to when what was received is in. */
  data_until: number;
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

/** The one form of every report. All but `meta` is a function of the data and the query. */
export interface Envelope<Query, Data, Totals> {
  query: Query;
  data: Data;
  totals: Totals;
  meta: Meta;
  links: { people: string | null; csv: string | null };
}

/** What a report hands over for its envelope. */
export interface Report<Query, Data, Totals> {
  query: Query & { range: ResolvedRange };
  data: Data;
  totals: Totals;
  unit: Meta['unit'];
  stitchedShare: number | null;
  /** Rows D1 read for it. */
  rowsRead: number;
  warnings?: string[];
  truncated?: boolean;
  links?: Partial<Envelope<Query, Data, Totals>['links']>;
}

const USD_PER_ROW = 1e-9;

/** Wraps a report. `at` is when the request came, `ms` what it took. */
export function envelope<Query, Data, Totals>(
  report: Report<Query, Data, Totals>,
  { at, ms }: { at: number; ms: number },
): Envelope<Query & { range: ResolvedRange }, Data, Totals> {
  const usd = Number((report.rowsRead * USD_PER_ROW).toPrecision(6));
  return {
    query: report.query,
    data: report.data,
    totals: report.totals,
    meta: {
      computed_at: at,
      data_until: at,
      partial: report.query.range.to_ms > at,
      truncated: report.truncated ?? false,
      unit: report.unit,
      identity: { stitched_share: report.stitchedShare },
      cost: { rows_read: report.rowsRead, ms: Math.round(ms), usd },
      warnings: report.warnings ?? [],
    },
    links: { people: report.links?.people ?? null, csv: report.links?.csv ?? null },
  };
}

const resolvedRange = v.strictObject({
  from: v.string(),
  to: v.string(),
  from_ms: time,
  to_ms: time,
  time_zone: v.string(),
});

const meta = v.strictObject({
  computed_at: time,
  data_until: time,
  partial: v.boolean(),
  truncated: v.boolean(),
  unit: v.picklist(['customer', 'session']),
  identity: v.strictObject({
    stitched_share: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  }),
  cost: v.strictObject({ rows_read: count, ms: v.number(), usd: v.number() }),
  warnings: v.array(v.string()),
});

type Parts = Record<'query' | 'data' | 'totals', v.GenericSchema>;

/** The description of an envelope around a report's own parts. */
export function envelopeSchema(
  entries: Record<string, v.GenericSchema>,
  parts: Omit<Parts, 'query'>,
): v.GenericSchema {
  return v.strictObject({
    query: v.strictObject({ ...entries, range: resolvedRange }),
    data: parts.data,
    totals: parts.totals,
    meta,
    links: v.strictObject({ people: v.nullable(v.string()), csv: v.nullable(v.string()) }),
  });
}

/** What every report takes. */
export const reportInput: { range: v.GenericSchema } = { range: rangeInput };
