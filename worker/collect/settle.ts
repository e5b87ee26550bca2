import quarantineKnownIds from '../sql/quarantine.known-ids.sql';
import { carryOn } from '../shards/carry-on.ts';
import { siteShards } from '../shards/site-shards.ts';
import type { Databases } from '../stitch/databases.ts';
import type { Source } from '../stitch/event.ts';
import type { Intake, Stored } from '../stitch/intake.ts';
import { keepKnownTimes } from '../stitch/known-times.ts';
import { quarantineId } from '../stitch/side-rows.ts';
import { BucketClosed } from '../stitch/spread-store.ts';
import { storeTogether } from '../stitch/together.ts';
import { bringerOf, copiesBy } from './bringer.ts';
import { CHANNELS, channelOf } from './channel.ts';
import { note, type Tally } from './ledger.ts';

interface Settle extends Databases {
  ctx: Pick<ExecutionContext, 'waitUntil'>;
  intake: Intake;
  /** What the ledger is to be told beside what storing finds. */
  tally: Tally;
  /** The same was tried before, and may have been stored: then its events are no copies of anything. */
  again?: boolean;
  /** The answer tells what was stored. */
  mustTell?: boolean;
}

/** Milliseconds that a request works on a move which somebody else has left unfinished. */
const ENDING = 3_000;

/**
 * Stores an intake and enters into the ledger what no row tells. Resolves when D1 has committed. What is
 * quarantined again is a duplicate to the ledger; the sender hears of it among the quarantined.
 */
export async function settle(about: Settle): Promise<Stored> {
  const { db, ctx, intake, tally, again, mustTell } = about;
  const bringer = bringerOf(intake);
  const [known] = await Promise.all([countKnown(db, intake), keepKnownTimes(about, intake)]);
  const { lost, other } = split(tally);
  // Whose answer or losses depend on its own counts is stored by itself.
  const tells = mustTell === true || intake.quarantined.length > 0;
  const alone = tells || Object.keys(lost).length > 0 || again === true;
  const storing = storeOrEndMove(about, alone);
  // The leader of a transaction stores for others too: it must not end with its own client.
  ctx.waitUntil(storing.catch(() => undefined));
  const stored = await storing;
  // Another request may have put the same there in the meantime.
  const quarantinedAgain = Math.max(known, intake.quarantined.length - stored.quarantined);
  const duplicate = stored.duplicates + quarantinedAgain;
  // A batch that is sent again reports its losses again: they were counted with its events.
  const isNew = stored.stored > 0 || duplicate === 0;
  const isCopy = !again || stored.stored > 0;
  const entries: Tally = {
    ...other,
    ...(isNew ? lost : {}),
    [copiesBy(bringer)]: isCopy ? duplicate : 0,
    overflow: stored.overflowed,
    erased: stored.erased,
  };
  note(db, ctx, { site: intake.site.number, at: intake.receivedAt, tally: entries });
  return stored;
}

/** Whoever was to end the move of a bucket may be gone: then this request does. */
async function storeOrEndMove(about: Settle, alone: boolean): Promise<Stored> {
  const { intake } = about;
  const options = { channelCode, alone };
  try {
    return await storeTogether(about, intake, options);
  } catch (error) {
    const shards = siteShards(about, intake.site.number, channelCode);
    if (!(error instanceof BucketClosed) || shards === undefined) throw error;
    const until = Date.now() + ENDING;
    await carryOn(shards, { now: intake.receivedAt, isOver: () => Date.now() > until });
    return storeTogether(about, intake, options);
  }
}

function split(tally: Tally): { lost: Tally; other: Tally } {
  const [lost, other]: [Tally, Tally] = [{}, {}];
  for (const [outcome, count] of Object.entries(tally)) {
    (outcome.startsWith('lost:') ? lost : other)[outcome] = count;
  }
  return { lost, other };
}

/** How many of the events to be quarantined are there already, or come twice. */
async function countKnown(db: D1Database, { site, quarantined }: Intake): Promise<number> {
  if (quarantined.length === 0) return 0;
  const ids = new Set(quarantined.map(quarantineId));
  const statement = db.prepare(quarantineKnownIds).bind(site.number, JSON.stringify([...ids]));
  try {
    const { results } = await statement.all();
    return quarantined.length - ids.size + results.length;
  } catch {
    // Storing tries again where this does not; a count of copies is not worth an answer of 503.
    return quarantined.length - ids.size;
  }
}

/** Code of a session's channel. */
export function channelCode(source: Source | undefined): number {
  return CHANNELS.indexOf(channelOf(source ?? { source: '(direct)', medium: '(none)' }));
}
