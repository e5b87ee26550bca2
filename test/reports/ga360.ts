import { parse } from 'csv-parse/browser/esm/sync';
import { sessionFrom, type Session } from '../../worker/history/item.ts';
import type { Event } from '../../worker/stitch/event.ts';
import { mergeSessions } from '../../worker/stitch/merge.ts';
import { sharedText } from '../support/shared-data.ts';
import { someone } from './people.ts';

const ACTIONS: Record<string, string> = {
  2: 'view_item',
  3: 'add_to_cart',
  4: 'remove_from_cart',
  5: 'begin_checkout',
  6: 'purchase',
};

/** Sessions of shared/data/ga360 as the history stream gives them; undefined where it is absent. */
export async function ga360Sessions(): Promise<Session[] | undefined> {
  const csv = await sharedText('ga360/hits.csv.gz');
  if (csv === undefined) return undefined;
  const rows = parse<Record<string, string>>(csv, { columns: true, relax_quotes: true });
  const visitors = Map.groupBy(rows.map(toEvent), ({ visitor }) => visitor);
  const sessions = [...visitors].flatMap(([visitor, all]) =>
    mergeSessions(
      [],
      all.map(({ event }) => event),
    ).sessions.map(({ events }) => sessionFrom({ ...someone(visitor), visitor, events })),
  );
  return sessions.sort((a, b) => a.start - b.start || (a.visitor < b.visitor ? -1 : 1));
}

/** Ids count up in the file's order, which decides between equal times. */
function toEvent(row: Record<string, string>, index: number): { visitor: string; event: Event } {
  const event: Event = {
    id: `f.${index}`,
    at: Number(row['ts_ms']),
    name: ACTIONS[row['ec_action'] ?? ''] ?? (row['hit_type'] === 'PAGE' ? 'page_view' : 'click'),
    context: {},
  };
  return { visitor: row['visitor_id'] ?? '', event };
}
