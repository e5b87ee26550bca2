import type { Json } from '../../schema/index.ts';
import {
  history,
  identityOfSite,
  sessionId,
  storedSpan,
  type Item,
  type Session,
} from '../history/index.ts';
import { readerOf, type ReportContext } from './context.ts';
import { listCustomers } from './customers.ts';
import { eventRow, sessionRow } from './export-rows.ts';
import type { Range } from './query.ts';

/** A row of an export; what is absent is null. Times are milliseconds since 1970 UTC. */
export type ExportRow = Record<string, Json>;

export interface ExportQuery {
  range: Range;
  /** Whether ids that a business gave and personal properties are left out. */
  masked: boolean;
}

/** Rows, a handful at a time: what was handed out is forgotten. */
export type ExportRows = AsyncGenerator<ExportRow[]>;

/** Sessions a statement reads. They are unpacked one by one. */
const CHUNK = 500;
/** Customers read at once. */
const PAGE = 200;
const DAY = 86_400_000;

/**
 * Every stored event, bots' too: of sessions that began in the range, and touchpoints in it. So each
 * is in exactly one of ranges that follow each other, and there are as many as the ledger says.
 */
export async function* exportEvents(context: ReportContext, query: ExportQuery): ExportRows {
  for await (const item of itemsFrom(context, query.range)) {
    if (item.kind === 'touchpoint') {
      yield [eventRow(item.event, { item, masked: query.masked })];
      continue;
    }
    const session = sessionId(item.visitor, item.start);
    yield item.events().map((one) => eventRow(one, { item, session, masked: query.masked }));
  }
}

/** Every session that began in the range, bots' too. */
export async function* exportSessions(context: ReportContext, query: ExportQuery): ExportRows {
  for await (const item of itemsFrom(context, query.range)) {
    if (item.kind === 'session') yield [sessionRow(item, query.masked)];
  }
}

/** Every customer who was last seen in the range, the latest first. */
export async function* exportCustomers(context: ReportContext, { range }: ExportQuery): ExportRows {
  // The list goes by sessions as they are stored, of which a customer may have but a piece.
  let after = { at: range.to + DAY, id: '' };
  for (;;) {
    const query = { sort: 'last_seen' as const, limit: PAGE, after };
    const { data } = await listCustomers(context, query);
    yield data.data.flatMap(({ first_seen, last_seen, stage, ...row }): ExportRow[] => {
      const seen = { first_seen_at: Date.parse(first_seen), last_seen_at: Date.parse(last_seen) };
      if (seen.last_seen_at < range.from || seen.last_seen_at >= range.to) return [];
      const { id, name, ...rest } = row;
      // Interfaces lack the index signature that plain JSON has.
      const plain = JSON.parse(JSON.stringify(rest)) as ExportRow;
      return [{ customer_id: id, display_name: name, ...seen, ...plain, stage: stage.name }];
    });
    if (data.next === undefined || data.next.at < range.from) return;
    after = data.next;
  }
}

async function* itemsFrom(context: ReportContext, { from, to }: Range): AsyncGenerator<Item> {
  const reader = readerOf(context);
  const identity = await identityOfSite(reader);
  const asked = { from, to, depth: 'whole' as const, bots: true, cookieless: true, chunk: CHUNK };
  for await (const items of history(reader, identity, asked)) {
    for (const item of items) if (beganWithin(item, from, to)) yield item;
  }
}

/** Sessions that only reach into the range belong to the one before. */
function beganWithin(item: Item | Session, from: number, to: number): boolean {
  const { start } = storedSpan(item);
  return start >= from && start < to;
}
