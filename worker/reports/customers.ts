import { LIMITS } from '../../schema/index.ts';
import usersReadSearch from '../sql/users.read-search.sql';
import {
  identityAround,
  identityOfSite,
  ordersOf,
  ownersIn,
  storedSpan,
  walkBack,
  idOf,
  type Life,
  type Reader,
} from '../history/index.ts';
import type { Answer, CustomerSummary, Page } from './answers.ts';
import { buyersOf } from './buyers.ts';
import { readerOf, shareOf, type ReportContext } from './context.ts';
import { knownLivesOf, summaryOf, type KnownLife } from './customer-summary.ts';
import type { CustomersQuery, Place } from './query.ts';
import { fitsOf, type Fits } from './matching.ts';
import { ranked } from './ranked.ts';
import { rulesOf } from './site-rules.ts';

/** Users a search looks at: whoever finds more must say more. */
const FOUND = 500;

/** Sessions that a slice holds beyond a page: some are of one customer, or nobody's. */
const SPARE = 6;

/** A life with the place it has in the list. */
interface Placed {
  place: Place;
  life: KnownLife;
}

/** Customers, each exactly once however the pages fall. Bots and cookieless visitors are none. */
export async function listCustomers(
  context: ReportContext,
  query: CustomersQuery,
): Promise<Answer<Page<CustomerSummary>>> {
  const reader = readerOf(context);
  const wanted = { ...query, limit: query.limit + 1, fits: await fitsOf(context, reader, query) };
  const placed = await LISTS[query.q === undefined ? query.sort : 'search'](reader, wanted);
  const page = placed.slice(0, query.limit);
  const lives = page.map(({ life }) => life);
  const shown = { now: context.now, rules: rulesOf(context.site) };
  const data = lives.map((life) => summaryOf(life, shown));
  const stitched = lives.filter((life) => life.users.length + life.visitors.length > 1).length;
  const last = page.at(-1)?.place;
  return {
    data: { data, ...(placed.length > query.limit && last && { next: last }) },
    rowsRead: reader.rowsRead,
    stitchedShare: shareOf(stitched, lives.length),
  };
}

/** A query with its filter made a test. */
interface Wanted extends CustomersQuery {
  fits: Fits;
}

type List = (reader: Reader, query: Wanted) => Promise<Placed[]>;

const LISTS: Record<CustomersQuery['sort'] | 'search', List> = {
  last_seen: (reader, query) => walk(reader, query, 'end'),
  first_seen: (reader, query) => walk(reader, query, 'start'),
  value: byValue,
  search,
};

/** By when they were last, or first, seen: newest first. */
async function walk(
  reader: Reader,
  { after, limit, fits }: Pick<Wanted, 'after' | 'limit' | 'fits'>,
  by: 'end' | 'start',
  isWanted: (life: Life) => boolean = () => true,
): Promise<Placed[]> {
  const found: Placed[] = [];
  const before = after === undefined ? LIMITS.latest + 1 : after.at + 1;
  for await (const slice of walkBack(reader, { before, size: limit + SPARE, by })) {
    const { identity } = await identityAround(reader, slice.seen.map(idOf));
    const lives = await knownLivesOf(reader, identity, ownersIn(slice, identity));
    const placed = [...lives.values()].flatMap((life): Placed[] => {
      const at = by === 'end' ? lastPlace(life) : firstPlace(life);
      const isHere = at >= slice.from && at < slice.to && fits(life.customer) && isWanted(life);
      return isHere ? [{ place: { at, id: life.customer }, life }] : [];
    });
    found.push(...afterPlace(placed.sort(comparePlaces), after));
    if (found.length >= limit) break;
  }
  return found.slice(0, limit);
}

/** When the list has them: by sessions as stored, so that each page finds its own. */
function firstPlace({ items }: Life): number {
  return Math.min(...items.map((item) => storedSpan(item).start));
}

function lastPlace({ items }: Life): number {
  return Math.max(...items.map((item) => storedSpan(item).end));
}

/** Buyers by value in the site's currency, then everybody else by when they were last seen. */
async function byValue(reader: Reader, { after, limit, fits }: Wanted): Promise<Placed[]> {
  const identity = await identityOfSite(reader);
  const buyers = await buyersOf(reader, identity);
  const places = [...buyers].flatMap(([id, { value }]) =>
    fits(id) ? [{ place: { at: Math.max(0, value), id } }] : [],
  );
  const isBuyer = after === undefined || after.at >= 0;
  const chosen = isBuyer ? ranked(afterPlace(places, after), limit, comparePlaces).top : [];
  const ids = chosen.map(({ place }) => place.id);
  const lives = await knownLivesOf(reader, identity, ids);
  const found = chosen.flatMap(({ place }): Placed[] => {
    const life = lives.get(place.id);
    return life === undefined ? [] : [{ place, life }];
  });
  if (found.length >= limit) return found;
  const rest = await walk(
    reader,
    { limit: limit - found.length, fits, ...(!isBuyer && after && { after: restPlace(after) }) },
    'end',
    (life) => !buyers.has(life.customer),
  );
  return [...found, ...rest.map(({ place, life }) => ({ place: restPlace(place), life }))];
}

/** Places of those without an order are negative times, so that a page can tell where it goes on. */
function restPlace({ at, id }: Place): Place {
  return { at: -1 - at, id };
}

/** By a text in a user's id or traits, or by the whole id of a visitor or an order. */
async function search(reader: Reader, query: Wanted): Promise<Placed[]> {
  const text = (query.q ?? '').trim();
  const users = await reader.rows<{ user: string }>(usersReadSearch, text.toLowerCase(), FOUND);
  const ids = [text, ...users.map(({ user }) => user)];
  const { identity } = await identityAround(reader, ids);
  const customers = new Set(users.map(({ user }) => identity.ofUser(user)));
  customers.add(identity.resolve(text) ?? text);
  const lives = [...(await knownLivesOf(reader, identity, customers)).values()];
  for (const order of await ordersOf(reader, identity, { ids: [text] })) {
    lives.push(...(await livesAround(reader, order.visitor || order.customer)));
  }
  const placed = new Map(
    lives
      .filter(({ customer }) => query.fits(customer))
      .map((life) => [life.customer, { life, place: placeOf(life, query.sort, reader) }]),
  );
  return afterPlace([...placed.values()].sort(comparePlaces), query.after).slice(0, query.limit);
}

async function livesAround(reader: Reader, id: string): Promise<KnownLife[]> {
  const { identity } = await identityAround(reader, [id]);
  const lives = await knownLivesOf(reader, identity, [identity.resolve(id) ?? id]);
  return [...lives.values()];
}

function placeOf(life: Life, sort: CustomersQuery['sort'], { site }: Reader): Place {
  const id = life.customer;
  if (sort === 'first_seen') return { at: firstPlace(life), id };
  if (sort === 'last_seen') return { at: lastPlace(life), id };
  const orders = life.orders.filter(({ currency }) => currency === site.currency);
  return { at: orders.reduce((sum, { value }) => sum + value, 0), id };
}

/** Highest first, at equal heights by id. */
function comparePlaces({ place: a }: { place: Place }, { place: b }: { place: Place }): number {
  return b.at - a.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function afterPlace<T extends { place: Place }>(placed: readonly T[], after?: Place): T[] {
  if (after === undefined) return [...placed];
  return placed.filter((one) => comparePlaces(one, { place: after }) > 0);
}
