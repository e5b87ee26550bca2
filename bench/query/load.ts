import type { Json, Properties } from '../../schema/index.ts';
import { deviceOf, placeOf } from '../../examples/traffic/device.ts';
import { Chance } from '../../examples/traffic/random.ts';
import { deviceOf as deviceFacts } from '../../worker/collect/device.ts';
import type { Context, Event, Source } from '../../worker/stitch/event.ts';

const DAY = 86_400_000;

/** Days a load spans. */
export const DAYS = 30;

/** design.md's prototype: events a session, events a batch. A batch is a page. */
const [PER_SESSION, PER_PAGE] = [24.5, 5.4];

const [PRODUCTS, CATEGORIES, ARTICLES] = [400, 24, 60];

/** A visitor that signs in, and as whom. */
export interface Device {
  visitor: string;
  user?: string;
  context: Context;
}

/** A visit to come: whose, and when. Light, so that ten million events' worth of them can be sorted. */
interface Visit {
  at: number;
  device: Device;
  /** The first of its device, which is where somebody signs in. */
  isFirst: boolean;
  eager: number;
}

export interface LoadedSession {
  device: Device;
  /** In order of time. */
  events: Event[];
}

/** A contact of a user that no browser saw. */
export interface LoadedContact {
  user: string;
  id: string;
  at: number;
  name: string;
}

export interface Load {
  /** In order of start. */
  sessions: () => Generator<LoadedSession>;
  contacts: LoadedContact[];
}

/**
 * A month of a shop: two thirds of the people come once, one in eight signs in, most of those on two
 * devices; few products are seen often, most seldom. The same seed makes the same month.
 */
export function loadOf({
  seed,
  events,
  from,
}: {
  seed: number;
  events: number;
  from: number;
}): Load {
  const chance = new Chance(seed);
  const visits: Visit[] = [];
  const contacts: LoadedContact[] = [];
  const wanted = events / PER_SESSION;
  for (let person = 0; visits.length < wanted; person++) {
    const kind = chance.weighed(KINDS);
    const user = kind.knows ? `customer-${person}` : undefined;
    const devices = devicesOf(chance, user);
    const count = chance.between(...kind.visits);
    const seen = new Set<Device>();
    // Somebody may have come all month long, or only on one evening.
    let at = from + chance.next() * (kind.visits[1] > 1 ? 0.7 : 1) * DAYS * DAY;
    for (let visit = 0; visit < count && at < from + DAYS * DAY; visit++) {
      const device = chance.pick(devices);
      visits.push({ at: Math.floor(at), device, isFirst: !seen.has(device), eager: kind.eager });
      seen.add(device);
      at += DAY / 4 + chance.about(5 * DAY);
    }
    if (user === undefined) continue;
    const calls = chance.between(0, 2);
    for (let call = 0; call < calls; call++) {
      const time = Math.floor(from + chance.next() * DAYS * DAY);
      const name = chance.pick(['email_open', 'email_click', 'support_call']);
      contacts.push({ user, id: `c${person}x${call}`, at: time, name });
    }
  }
  visits.sort((a, b) => a.at - b.at);
  return { sessions: () => sessionsOf(visits, new Chance(seed + 1), from + DAYS * DAY), contacts };
}

interface Kind {
  visits: [number, number];
  knows: boolean;
  eager: number;
}

const KINDS: readonly (readonly [Kind, number])[] = [
  [{ visits: [1, 1], knows: false, eager: 0.6 }, 67],
  [{ visits: [2, 4], knows: false, eager: 0.9 }, 20],
  [{ visits: [2, 6], knows: true, eager: 2.2 }, 10],
  [{ visits: [5, 10], knows: true, eager: 5 }, 3],
];

function devicesOf(chance: Chance, user: string | undefined): Device[] {
  const place = placeOf(chance);
  const kinds = user !== undefined && chance.is(0.7) ? KINDS_OF_TWO : [chance.pick(KINDS_OF_TWO)];
  return kinds.map((kind): Device => {
    const { visitor, userAgent, country, language, screen } = deviceOf(chance, kind, place);
    const facts = factsOf(userAgent);
    const context = {
      ...facts, country, host: 'shop.example', language, screen, utc_offset: 60,
      library: 's.js/0.1.0',
    }; // prettier-ignore
    return { visitor, context, ...(user !== undefined && { user }) };
  });
}

const KINDS_OF_TWO = ['mobile', 'desktop'] as const;

const known = new Map<string, Context>();

function factsOf(userAgent: string): Context {
  let facts = known.get(userAgent);
  if (facts === undefined) known.set(userAgent, (facts = deviceFacts(userAgent)));
  return facts;
}

function* sessionsOf(
  visits: readonly Visit[],
  chance: Chance,
  end: number,
): Generator<LoadedSession> {
  for (const visit of visits) {
    const events = new VisitWalk(chance, visit).events.filter(({ at }) => at < end);
    if (events.length > 0) yield { device: visit.device, events };
  }
}

const SOURCES: readonly (readonly [Source | undefined, number])[] = [
  [undefined, 38],
  [{ source: 'google', medium: 'organic', referrer: 'www.google.com/' }, 26],
  [{ source: 'newsletter', medium: 'email', campaign: 'autumn-kiln' }, 9],
  [{ source: 'google', medium: 'cpc', campaign: 'last-sets', click: 'gclid' }, 12],
  [{ source: 'instagram', medium: 'paid_social', campaign: 'autumn-kiln' }, 8],
  [{ source: 'tablenotes.example', medium: 'referral', referrer: 'tablenotes.example/stoneware' }, 5],
  [{ source: 'chatgpt.com', medium: 'referral', referrer: 'chatgpt.com/' }, 2],
]; // prettier-ignore

/** One visit: pages with their views, what was looked at, clicks, the cart, the checkout. */
class VisitWalk {
  readonly events: Event[] = [];
  readonly #chance: Chance;
  readonly #visit: Visit;
  #at: number;
  #load = '';
  #seq = 0;
  #page = '/';

  constructor(chance: Chance, visit: Visit) {
    this.#chance = chance;
    this.#visit = visit;
    this.#at = visit.at;
    // The last page goes over it, by half a page on average.
    const wanted = (PER_SESSION - PER_PAGE / 2) * (0.4 + 1.2 * chance.next());
    let inCart = false;
    while (this.events.length < wanted) inCart = this.#walkPage() || inCart;
    if (inCart && chance.is(0.12 * visit.eager)) this.#checkOut();
  }

  #walkPage(): boolean {
    const chance = this.#chance;
    this.#turn();
    const first = this.events.length;
    const wanted = Math.max(1, Math.round(PER_PAGE * (0.52 + chance.next())));
    const kind = chance.next();
    let inCart = false;
    if (kind < 0.4) inCart = this.#product();
    else if (kind < 0.75) this.#list();
    else if (kind < 0.9) this.#article();
    else this.#view('/', 'Hausrat – schöne Dinge für jeden Tag');
    const { user } = this.#visit.device;
    if (user !== undefined && this.#visit.isFirst && this.#seq > 0 && !this.#hasSignedIn) {
      this.#hasSignedIn = true;
      this.#add('identify', undefined, user);
    }
    while (this.events.length - first < wanted - 1) this.#click();
    this.#add('engagement', {
      visible_ms: chance.about(30_000),
      active_ms: chance.about(15_000),
      scroll: chance.between(10, 100),
    });
    this.#at += chance.between(500, 4_000);
    return inCart;
  }

  #hasSignedIn = false;

  #turn(): void {
    this.#load = this.#chance.id(12);
    this.#seq = 0;
  }

  #add(name: string, props?: Properties, user?: string): void {
    const event: Event = {
      id: `${this.#load}.${this.#seq++}`,
      at: this.#at,
      name,
      page: this.#page,
      context: this.#visit.device.context,
    };
    if (props) event.props = props;
    if (user !== undefined) event.user = user;
    this.events.push(event);
    this.#at += 300 + this.#chance.about(6_000);
  }

  #view(path: string, title: string): void {
    this.#page = path;
    this.#add('page_view', { title });
    const landing = this.events.length === 1 ? this.#chance.weighed(SOURCES) : undefined;
    const [first] = this.events;
    if (landing && first) first.source = landing;
  }

  #list(): void {
    const number = this.#popular(CATEGORIES);
    this.#view(`/sortiment/kategorie-${number}`, `Kategorie ${number} – Hausrat`);
    this.#add('view_item_list', {
      item_list_id: `k${number}`,
      item_list_name: `Kategorie ${number}`,
    });
    if (this.#chance.is(0.08)) this.#add('search', { search_term: `tasse ${this.#popular(300)}` });
  }

  #article(): void {
    const number = this.#popular(ARTICLES);
    this.#view(`/magazin/beitrag-${number}`, `Beitrag ${number}: Wissenswertes – Hausrat`);
  }

  #product(): boolean {
    const number = this.#popular(PRODUCTS);
    this.#view(`/produkt/artikel-nummer-${number}`, `Artikel Nummer ${number} – Hausrat`);
    this.#add('view_item', money(number, 1));
    if (!this.#chance.is(0.13)) return false;
    this.#add('add_to_cart', money(number, this.#chance.between(1, 3)));
    return true;
  }

  /** Some stop at each step. */
  #checkOut(): void {
    const chance = this.#chance;
    const number = this.#popular(PRODUCTS);
    this.#turn();
    this.#view('/kasse', 'Kasse – Hausrat');
    this.#add('begin_checkout', money(number, 2));
    if (chance.is(0.3)) return;
    this.#add('add_payment_info', { ...money(number, 2), payment_type: 'card' });
    if (chance.is(0.25)) return;
    this.#turn();
    this.#view('/kasse/danke', 'Danke für Ihre Bestellung – Hausrat');
    const order = { transaction_id: `R-${chance.id(10)}`, tax: 3.99, shipping: 4.9 };
    this.#add('purchase', { ...money(number, 2), ...order });
  }

  #click(): void {
    const chance = this.#chance;
    const isProduct = chance.is(0.5);
    const number = this.#popular(isProduct ? PRODUCTS : CATEGORIES);
    const place = { x: chance.between(20, 1_300), y: chance.between(50, 4_000), width: 1_920 };
    const target = isProduct
      ? { text: `Artikel Nummer ${number}`, role: 'a', href: `/produkt/artikel-nummer-${number}`, selector: `main>ul>li:nth-child(${(number % 12) + 1})>a` }
      : { text: `Kategorie ${number}`, role: 'a', href: `/sortiment/kategorie-${number}`, selector: `header>nav>ul>li:nth-child(${number + 1})>a` }; // prettier-ignore
    this.#add('click', { ...target, ...place });
  }

  /** Few are seen often, most seldom. */
  #popular(of: number): number {
    return Math.floor(of * this.#chance.next() ** 2.2);
  }
}

function money(number: number, quantity: number): Properties {
  const price = 5 + ((number * 37) % 12_000) / 100;
  const item: Json = {
    item_id: `SKU-${10_000 + number}`,
    item_name: `Artikel Nummer ${number}`,
    item_category: `Kategorie ${number % CATEGORIES}`,
    price,
    quantity,
  };
  return { currency: 'EUR', value: Math.round(price * quantity * 100) / 100, items: [item] };
}
