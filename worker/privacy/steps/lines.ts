import ledgerAdd from '../../sql/ledger.add.sql';
import { HOME } from '../../stitch/databases.ts';
import type { Event } from '../../stitch/event.ts';
import { persist } from '../../stitch/persist.ts';
import { placeOf, readSpread } from '../../stitch/spread.ts';
import { bury, buryQuietly, type Burial } from '../bury.ts';
import { entriesOf, eraseStretch, readStretch } from '../line.ts';
import type { Person } from '../person.ts';
import { enter } from '../receipt.ts';
import { placesOf, type Work } from '../work.ts';
import { burialsOf, clocksOf } from './burials.ts';
import type { Next, Step } from './step.ts';

const BY_VISITOR = 'by visitor';

/**
 * The lines of visitors, one after the other, in every database; then once more, after whoever writes or
 * copies was told to look again: a bucket on its way between two databases may carry a line past us, and
 * what reaches beyond this moment is known only when it is read.
 */
export async function lines(step: Step): Promise<Next> {
  const { work, progress, person, receipt } = step;
  for (const store of ['sessions', 'archived', 'noted'] as const)
    enter(receipt, { store, searched: BY_VISITOR, found: 0, erased: 0 });
  const [round = 0, at = 0] = progress.after.split(' ').map(Number);
  const visitor = person.lines[at];
  if (visitor !== undefined) {
    for (const place of placesOf(work)) await eraseLine(step, { ...place, visitor, person });
    return `${round} ${at + 1}`;
  }
  if (round > 0) return undefined;
  await bury(work, [], step.id);
  return '1 0';
}

type OnePlace = ReturnType<typeof placesOf>[number] & { visitor: string; person: Person };

async function eraseLine(step: Step, place: OnePlace): Promise<void> {
  const { person, visitor } = place;
  const { work, progress, receipt } = step;
  const { number } = work.site;
  const done = await persist(async (races) => {
    const stretch = await readStretch(work, place);
    if (stretch.touched.length === 0 && !person.isWholly(visitor)) return undefined;
    await buryLater(step, visitor, stretch.events);
    const entries = (await isItsPlace(work, place)) ? entriesOf(number, stretch) : [];
    const entered = place.isHome ? entries : [];
    const erased = await eraseStretch(work, place, stretch, { races, entered });
    // Killed between the two databases, the books lack the events of one line.
    if (!place.isHome && entries.length > 0)
      await work.databases.db.prepare(ledgerAdd).bind(JSON.stringify(entries)).run();
    return erased;
  });
  if (done === undefined) return;
  const { sessions, archived, days } = done;
  progress.days = [...new Set([...progress.days, ...days])];
  const searched = BY_VISITOR;
  enter(receipt, { store: 'sessions', searched, found: sessions, erased: sessions });
  enter(receipt, { store: 'archived', searched, found: archived, erased: archived });
}

/** Of a bucket that is moving two databases have copies; the ledger counts what stands where it belongs. */
async function isItsPlace(
  { databases: { db }, site }: Work,
  { name, visitor }: OnePlace,
): Promise<boolean> {
  const spread = site.spread ? await readSpread(db, site.number) : undefined;
  return (spread === undefined ? HOME : placeOf(spread, visitor)) === name;
}

/**
 * Server keys tell of times to come, and a batch that is sent again byte for byte is known by its own
 * clock: the tombstones reach as far as what is erased does, before it is.
 */
async function buryLater(
  { work, id, progress, person }: Step,
  visitor: string,
  events: readonly Event[],
): Promise<void> {
  if (events.length === 0) return;
  const end = Math.max(progress.end, ...events.map(({ at }) => at));
  const isLater = end > progress.end;
  progress.end = end;
  const burial: Burial = {
    kind: 'visitor',
    id: visitor,
    spans: [],
    clocks: clocksOf(person, visitor, events),
  };
  await buryQuietly(work, isLater ? [...burialsOf(progress), burial] : [burial], id);
}
