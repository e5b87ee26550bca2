import { LIMITS } from '../../schema/index.ts';
import {
  identityAround,
  readId,
  ownersIn,
  storedSpan,
  walkBack,
  idOf,
  type Reader,
} from '../history/index.ts';
import type { Answer, Journey, Page } from './answers.ts';
import { readerOf, type ReportContext } from './context.ts';
import { lifeBy } from './customer.ts';
import { knownLivesOf, nameOf, type KnownLife } from './customer-summary.ts';
import type { JourneysQuery, Place } from './query.ts';
import { fitsOf, type Fits } from './matching.ts';
import { rulesOf } from './site-rules.ts';
import { journeyOf, storyOf, type Draft, type Shown } from './story.ts';

/** Slices a page looks at before it hands over what it has: a rare filter goes on by the cursor. */
const SLICES = 40;

/** Sessions that a slice holds beyond a page: some are of one customer, or nobody's. */
const SPARE = 6;

/** A query with its filter made a test. */
type Wanted = JourneysQuery & { fits: Fits };

interface Placed {
  place: Place;
  journey: Journey;
}

/** Journeys by their last session or touchpoint, newest first, each exactly once. */
export async function listJourneys(
  context: ReportContext,
  query: JourneysQuery,
): Promise<Answer<Page<Journey>>> {
  const reader = readerOf(context);
  const shown = { now: context.now, rules: rulesOf(context.site) };
  const wanted = { ...query, fits: await fitsOf(context, reader, query) };
  const { placed, next } =
    query.customer === undefined
      ? await walk(reader, wanted, shown)
      : await ofCustomer(reader, wanted, shown);
  const page = placed.slice(0, query.limit);
  const last = placed.length > query.limit ? page.at(-1)?.place : next;
  return {
    data: { data: page.map(({ journey }) => journey), ...(last && { next: last }) },
    rowsRead: reader.rowsRead,
    stitchedShare: null,
  };
}

/** One journey by its id: the one of its customer that now covers the id's instant. */
export async function journeyBy(
  context: ReportContext,
  id: string,
): Promise<Answer<Journey> | undefined> {
  const instant = readId(id);
  if (instant === undefined) return undefined;
  const reader = readerOf(context);
  const found = await lifeBy(reader, instant.of);
  if (found === undefined) return undefined;
  const { life } = found;
  const rules = rulesOf(context.site);
  const { journeys } = storyOf(life, rules);
  const draft =
    journeys.find(({ openedAt, nth }) => openedAt === instant.at && nth === instant.nth) ??
    journeys.findLast(({ openedAt }) => openedAt <= instant.at) ??
    journeys[0];
  if (draft === undefined) return undefined;
  const { customer } = life;
  const name = nameOf(life);
  const data = journeyOf(draft, { customer, now: context.now, rules, name });
  return { data, rowsRead: reader.rowsRead, stitchedShare: null };
}

async function ofCustomer(
  reader: Reader,
  query: Wanted,
  shown: Omit<Shown, 'customer'>,
): Promise<{ placed: Placed[]; next?: Place }> {
  const found = await lifeBy(reader, query.customer ?? '');
  const placed = found === undefined ? [] : placedOf(found.life, query, shown);
  return { placed: afterPlace(placed.sort(comparePlaces), query.after) };
}

async function walk(
  reader: Reader,
  query: Wanted,
  shown: Omit<Shown, 'customer'>,
): Promise<{ placed: Placed[]; next?: Place }> {
  const placed: Placed[] = [];
  const before = query.after === undefined ? LIMITS.latest + 1 : query.after.at + 1;
  const size = query.limit + SPARE;
  let left = SLICES;
  for await (const slice of walkBack(reader, { before, size, by: 'end' })) {
    const { identity } = await identityAround(reader, slice.seen.map(idOf));
    const lives = await knownLivesOf(reader, identity, ownersIn(slice, identity));
    const inSlice = [...lives.values()]
      .flatMap((life) => placedOf(life, query, shown))
      .filter(({ place }) => place.at >= slice.from && place.at < slice.to);
    placed.push(...afterPlace(inSlice.sort(comparePlaces), query.after));
    if (placed.length > query.limit) return { placed };
    if (--left === 0 && slice.from > 0) return { placed, next: { at: slice.from, id: '' } };
  }
  return { placed };
}

function placedOf(life: KnownLife, query: Wanted, shown: Omit<Shown, 'customer'>): Placed[] {
  if (!query.fits(life.customer)) return [];
  const { journeys } = storyOf(life, shown.rules);
  const told = { ...shown, customer: life.customer, name: nameOf(life) };
  return journeys.flatMap((draft): Placed[] => {
    const journey = journeyOf(draft, told);
    if (!isWanted(journey, query)) return [];
    return [{ place: placeOf(draft, journey), journey }];
  });
}

/** By the end of its last session as stored, so that each page finds its own. */
function placeOf({ items, lastAt }: Draft, { id }: Journey): Place {
  const ends = [...items].map((item) => storedSpan(item).end);
  return { at: ends.length === 0 ? lastAt : Math.max(...ends), id };
}

function isWanted({ outcome, touches }: Journey, query: JourneysQuery): boolean {
  if (query.outcome !== undefined && query.outcome !== outcome) return false;
  if (query.min_touches !== undefined && touches.length < query.min_touches) return false;
  return query.channel === undefined || touches.some(({ channel }) => channel === query.channel);
}

function comparePlaces({ place: a }: Placed, { place: b }: Placed): number {
  return b.at - a.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function afterPlace(placed: readonly Placed[], after?: Place): Placed[] {
  if (after === undefined) return [...placed];
  return placed.filter(
    ({ place }) => place.at < after.at || (place.at === after.at && place.id > after.id),
  );
}
