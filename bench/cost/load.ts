import type { Json, Properties, WireBatch, WireEvent } from '../../schema/index.ts';
import { deviceOf, placeOf, type Device } from '../../examples/traffic/device.ts';
import { Chance } from '../../examples/traffic/random.ts';

/** How a load is made. Shares from 0 to 1. */
export interface Profile {
  seed: number;
  /** Distinct events, about. */
  events: number;
  perSession: number;
  perBatch: number;
  /** Batches that come a second time. */
  duplicates: number;
  /** Batches that come after later ones of the same visitor. */
  late: number;
}

export interface Load {
  /** In the order in which they arrive. */
  batches: WireBatch[];
  /** Distinct events among them. */
  events: number;
  sessions: number;
  /** Each visitor's browser and country. */
  devices: Map<string, Device>;
}

interface Timed {
  arrives: number;
  batch: WireBatch;
}

const DAY = 86_400_000;
const KINDS = ['product', 'product', 'list', 'list', 'article', 'home'] as const;
const [PRODUCTS, CATEGORIES, ARTICLES] = [400, 24, 60];

/**
 * Visits of a shop as the tag records them: a batch a page, with its view, what was looked at, clicks
 * with text and selector, the cart, and how long somebody was there. One visitor in a hundred signs
 * in, one session in fifty orders.
 */
export function loadOf(profile: Profile, now: number): Load {
  const chance = new Chance(profile.seed);
  const all: Timed[] = [];
  const devices = new Map<string, Device>();
  let events = 0;
  while (events < profile.events) {
    const at = now - 20 * DAY + chance.next() * 19 * DAY;
    const device = deviceOf(chance, chance.is(0.55) ? 'mobile' : 'desktop', placeOf(chance));
    const visit = sessionOf(chance, profile, { start: Math.round(at), device });
    devices.set(device.visitor, device);
    events += visit.reduce((sum, { events: { length } }) => sum + length, 0);
    all.push(...visit.flatMap((batch) => arrivalsOf(chance, profile, batch)));
  }
  all.sort((a, b) => a.arrives - b.arrives);
  return { batches: all.map(({ batch }) => batch), events, sessions: devices.size, devices };
}

function arrivalsOf(chance: Chance, { duplicates, late }: Profile, batch: WireBatch): Timed[] {
  const end = batch.events.at(-1)?.at ?? 0;
  const arrives = end + (chance.is(late) ? chance.between(60_000, 3_600_000) : 200);
  const again = { arrives: arrives + chance.between(1_000, 120_000), batch };
  return chance.is(duplicates) ? [{ arrives, batch }, again] : [{ arrives, batch }];
}

/** Pages with gaps of seconds to minutes between them, all within one visit. */
function sessionOf(
  chance: Chance,
  { perSession, perBatch }: Profile,
  { start, device: { visitor, language, screen } }: { start: number; device: Device },
): WireBatch[] {
  // The last page goes over it, by half a batch on average.
  const wanted = (perSession - perBatch / 2) * (0.4 + 1.2 * chance.next());
  const buys = chance.is(0.02);
  const batches: WireBatch[] = [];
  let [count, at] = [0, start];
  while (count < wanted) {
    const signsIn = batches.length === 1 && chance.is(0.01);
    const page = new PageVisit(
      chance,
      at,
      Math.max(1, Math.round(perBatch * (0.52 + chance.next()))),
    );
    if (signsIn) page.add('identify', { user_id: `customer-${chance.id(8)}` });
    page.walk(buys && count + perBatch >= wanted);
    count += page.events.length;
    at = page.at + chance.between(500, 4_000);
    batches.push({
      v: 1, site: 'shop', batch: chance.id(20), sent_at: at, visitor, page_load: chance.id(12),
      context: {
        host: 'shop.example', language, screen, utc_offset: 60,
        library: 's.js/0.1.0',
      },
      events: page.events,
    }); // prettier-ignore
  }
  return batches;
}

/** What happens on one page, in about so many events. */
class PageVisit {
  readonly events: WireEvent[] = [];
  at: number;
  readonly #chance: Chance;
  readonly #wanted: number;
  #path = '/';

  constructor(chance: Chance, at: number, wanted: number) {
    this.#chance = chance;
    this.at = at;
    this.#wanted = wanted;
  }

  add(name: string, properties?: Properties, title?: string): void {
    this.events.push({
      seq: this.events.length,
      at: this.at,
      name,
      page: title === undefined ? this.#path : { url: this.#path, title },
      ...(properties && { properties }),
    });
    this.at += Math.round(300 + this.#chance.about(6_000));
  }

  walk(buys: boolean): void {
    const chance = this.#chance;
    const since = this.at;
    const kind = buys ? 'thanks' : chance.pick(KINDS);
    this[kind]();
    while (this.events.length < this.#wanted - 1) this.#click();
    const visible = this.at - since;
    const active = Math.round(visible * chance.next());
    this.add('engagement', {
      visible_ms: visible,
      active_ms: active,
      scroll: chance.between(10, 100),
    });
  }

  home(): void {
    this.#path = '/';
    this.add('page_view', undefined, 'Hausrat – schöne Dinge für jeden Tag');
  }

  list(): void {
    const number = this.#popular(CATEGORIES);
    this.#path = `/sortiment/kategorie-${number}`;
    this.add('page_view', undefined, `Kategorie ${number} – Hausrat`);
    this.add('view_item_list', {
      item_list_id: `k${number}`,
      item_list_name: `Kategorie ${number}`,
    });
  }

  article(): void {
    const number = this.#popular(ARTICLES);
    this.#path = `/magazin/beitrag-${number}`;
    this.add('page_view', undefined, `Beitrag ${number}: Wissenswertes – Hausrat`);
  }

  product(): void {
    const number = this.#popular(PRODUCTS);
    this.#path = `/produkt/artikel-nummer-${number}`;
    this.add('page_view', undefined, `Artikel Nummer ${number} – Hausrat`);
    this.add('view_item', money(number, 1));
    if (this.#chance.is(0.15)) this.add('add_to_cart', money(number, this.#chance.between(1, 3)));
  }

  thanks(): void {
    this.#path = '/kasse/danke';
    this.add('page_view', undefined, 'Danke für Ihre Bestellung – Hausrat');
    const order = { transaction_id: `R-${this.#chance.id(8)}`, tax: 3.99, shipping: 4.9 };
    this.add('purchase', { ...money(this.#popular(PRODUCTS), 2), ...order });
  }

  #click(): void {
    const chance = this.#chance;
    const isProduct = chance.is(0.5);
    const number = this.#popular(isProduct ? PRODUCTS : CATEGORIES);
    const place = { x: chance.between(20, 1_300), y: chance.between(50, 4_000), width: 1_920 };
    const target = isProduct
      ? { text: `Artikel Nummer ${number}`, role: 'a', href: `/produkt/artikel-nummer-${number}`, selector: `main>ul>li:nth-child(${(number % 12) + 1})>a` }
      : { text: `Kategorie ${number}`, role: 'a', href: `/sortiment/kategorie-${number}`, selector: `header>nav>ul>li:nth-child(${number + 1})>a` }; // prettier-ignore
    this.add('click', { ...target, ...place });
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
