import type { Shyness } from '../history/index.ts';
import type { Answer, Range as Span, ReportContext } from '../reports/index.ts';
import type { Env } from '../env.ts';
import { contextOf } from './context-of.ts';
import { envelope, type Envelope } from './envelope.ts';
import { resolveRange, type Range, type ResolvedRange } from './range.ts';
import type { Site } from './site.ts';

/** A report that was asked for, with what its envelope needs beside its answer. */
export interface Asked<Body extends { range: Range; unit: 'customer' | 'session' }> {
  env: Env;
  site: Site;
  /** The time of the request. */
  at: number;
  body: Body;
}

interface Parts<Data> {
  /** What the query became, but for its range. */
  query: Record<string, unknown>;
  data: unknown;
  totals: unknown;
  answer: Answer<Data>;
  /** Cell of everybody the report is about. */
  people?: string | null;
  warnings?: string[];
}

/** Runs a report over its resolved range and puts it into the envelope. */
export async function runReport<Body extends { range: Range; unit: 'customer' | 'session' }, Data>(
  { env, site, at, body }: Asked<Body>,
  run: (context: ReportContext, range: ResolvedRange) => Promise<Parts<Data>>,
): Promise<Envelope> {
  const range = resolveRange(body.range, site.timeZone, at);
  const started = Date.now();
  const shyness = { sessions: 0, cookieless: 0 };
  const context = { ...contextOf({ env, site, at }), shyness };
  const { query, data, totals, answer, people, warnings = [] } = await run(context, range);
  const { stitchedShare, rowsRead } = answer;
  const links = people ? { people: `/v1/sites/${site.id}/customers?cell=${people}` } : {};
  const about = { range, query, unit: body.unit, stitchedShare, rowsRead, links };
  const report = { ...about, data, totals, warnings: [...warnings, ...shynessOf(shyness)] };
  return envelope(report, { at, ms: Date.now() - started });
}

/** Less than that is the usual share of browsers that ask not to be known. */
const SHY = 0.2;

/** A site of cookieless visits alone would otherwise have empty reports, and not know why. */
function shynessOf({ sessions, cookieless }: Shyness): string[] {
  if (cookieless < sessions * SHY || cookieless === 0) return [];
  const percent = Math.round((cookieless / sessions) * 100);
  return [
    `${percent} % of the sessions here are cookieless: they are nobody's, and in no count of people. ` +
      'Where a report takes "unit": "session", they count.',
  ];
}

/** A range as the reports take it. */
export function spanOf({ from_ms, to_ms }: ResolvedRange): Span {
  return { from: from_ms, to: to_ms };
}
