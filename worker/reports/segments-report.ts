import { history, identityOfSite, ordersWithin } from '../history/index.ts';
import type { Answer } from './answers.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import { customersBefore, isStitched } from './overview-report.ts';
import { withPeople } from './person-conditions.ts';
import { SegmentsFold, segmentsDepth } from './segments.ts';
import type { Segments, SegmentsPick, SegmentsQuery } from './segments-query.ts';
import { rulesOf } from './site-rules.ts';

/** Segments side by side. Who is in one may have come long before the range, so all is read. */
export async function segments(
  context: ReportContext,
  query: SegmentsQuery,
): Promise<Answer<Segments>> {
  const { data, rowsRead, customers, stitched } = await run(context, query);
  return { data, rowsRead, stitchedShare: shareOf(stitched, customers) };
}

/** The customers behind a number of the report. */
export async function segmentsPeople(
  context: ReportContext,
  query: SegmentsQuery,
  pick: SegmentsPick,
): Promise<string[]> {
  const { fold, seenBefore } = await run(context, query);
  return fold.peopleOf(pick, seenBefore);
}

interface Run {
  fold: SegmentsFold;
  data: Segments;
  seenBefore: ReadonlySet<string>;
  rowsRead: number;
  customers: number;
  stitched: number;
}

async function run(context: ReportContext, asked: SegmentsQuery): Promise<Run> {
  const { site, now } = context;
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const query = await withPeople({ reader, identity, context }, asked);
  const rules = rulesOf(site);
  const orders = await ordersWithin(reader, identity, query.range);
  const fold = new SegmentsFold(query, { timeZone: site.timeZone, dataUntil: now, orders, rules });
  const depth = segmentsDepth(query, rules);
  const told = query.range;
  const span = { from: 0, to: told.to, depth, cookieless: true, told };
  for await (const items of history(reader, identity, span)) {
    for (const item of items) {
      // They are read for the other figures, and in no segment.
      if (item.kind === 'session' && item.marks.cookieless && item.end >= told.from)
        reader.shyness.cookieless++;
      fold.step(item);
    }
  }
  const { customers } = fold;
  const seenBefore = await customersBefore(reader, identity, customers, query.range.from);
  const data = fold.result(seenBefore);
  const stitched = [...customers].filter((customer) => isStitched(identity, customer)).length;
  return { fold, data, seenBefore, rowsRead: reader.rowsRead, customers: customers.size, stitched };
}
