import type { Properties } from '../../schema/index.ts';
import { articlesAbout, ARTICLES, productsOf } from '../shop/articles.ts';
import {
  CATEGORIES,
  CATEGORY_IDS,
  PRODUCTS,
  productOf,
  productsFor,
  productsIn,
} from '../shop/catalogue.ts';
import type { Product } from '../shop/catalogue.ts';
import { listed, oneOf, worth, type Line } from '../shop/item.ts';
import { articlePath, categoryPath, PATHS, productPath } from '../shop/paths.ts';
import { userIdOf } from '../shop/user-id.ts';
import { popular, type Arrival } from './arrival.ts';
import { buy } from './buying.ts';
import { clickInVain } from './in-vain.ts';
import type { Device } from './device.ts';
import type { Person } from './person.ts';
import type { Chance } from './random.ts';
import type { Tab } from './tab.ts';

export interface Visit {
  chance: Chance;
  tab: Tab;
  person: Person;
  device: Device;
  arrival: Arrival;
}

/** Words people search for; the shop sells no lamps and no towels. */
const SEARCHES = ['coffee', 'bowl', 'tea', 'mug', 'vase', 'gift', 'lamp', 'tea towel', 'plate', 'dinner set', 'teapot', 'ramen']; // prettier-ignore
const SUBJECTS = ['Delivery', 'A question about a product', 'Return', 'Something broke'];

/** Walks from the landing page until they leave or have bought. */
export function walk(visit: Visit): void {
  const { chance, tab, arrival, device } = visit;
  land(visit);
  if (chance.is(arrival.bounces)) return leave(visit);
  if (visit.person.account && chance.is(0.7)) signIn(visit);
  const most = 1 + chance.about(device.kind === 'mobile' ? 3 : 4);
  for (let steps = 0; steps < most; steps++) {
    if (chance.is(step(visit))) break;
  }
  tab.wait(9_000);
  tab.close();
}

function leave({ tab }: Visit): void {
  tab.wait(11_000);
  tab.close();
}

function land(visit: Visit): void {
  const { path, query, referrer = '' } = visit.arrival;
  open(visit, path, { referrer, url: query === undefined ? path : `${path}?${query}` });
}

/** How to load a page: its full address, if it has more than a path, and an outer referrer. */
interface From {
  url?: string;
  referrer?: string;
}

/** Loads a page and has it say what it shows, as the shop's script does. */
export function open({ tab, person, device }: Visit, path: string, from: From = {}): void {
  const { url = path, referrer } = from;
  const { title, shows } = shownAt(path);
  tab.load(url, title, referrer);
  if (path === PATHS.cart) tab.record('view_cart', worth(person.carts.get(device.visitor) ?? []));
  else if (shows) tab.record(...shows);
}

interface Shown {
  title: string;
  shows?: [name: string, properties: Properties];
}

function shownAt(path: string): Shown {
  const [, , kind = '', name = ''] = path.split('/');
  const product = kind === 'product' ? productOf(name) : undefined;
  if (product) return { title: product.name, shows: ['view_item', worth([oneOf(product)])] };
  const story = kind === 'blog' ? ARTICLES.find(({ slug }) => slug === name) : undefined;
  if (story) return list(story.title, productsOf(story), `Journal: ${story.title}`);
  if (path === PATHS.home) return list('Stoneware for every day', PRODUCTS, 'All products');
  const category = CATEGORY_IDS.find((id) => id === kind);
  if (category) return list(CATEGORIES[category], productsIn(category));
  return { title: TITLES[path] ?? 'Journal' };
}

function list(title: string, products: readonly Product[], name = title): Shown {
  return { title, shows: ['view_item_list', listed(name, products)] };
}

const TITLES: Readonly<Record<string, string>> = {
  [PATHS.cart]: 'Cart',
  [PATHS.journal]: 'Journal',
  [PATHS.support]: 'Help',
  [PATHS.signIn]: 'Sign in',
};

/** One thing somebody does next. Returns the chance that it was the last. */
function step(visit: Visit): number {
  const { chance, tab, person, device } = visit;
  tab.wait(14_000);
  const cart = person.carts.get(device.visitor) ?? [];
  if (tab.path === PATHS.cart)
    return cart.length > 0 ? atCart(visit, cart) : follow(visit, PATHS.home, 'Look around');
  const product = productOf(tab.path.split('/')[3] ?? '');
  if (product) return atProduct(visit, product);
  if (person.orders > 0 && chance.is(0.2)) return askForHelp(visit);
  if (chance.is(0.07)) return search(visit);
  if (chance.is(0.06)) return read(visit);
  if (chance.is(0.25)) {
    const category = chance.pick(CATEGORY_IDS);
    return follow(visit, categoryPath(category), CATEGORIES[category]);
  }
  const next = popular(chance);
  if (chance.is(0.024 * eagerness(visit))) return addFromList(visit, next);
  return follow(visit, productPath(next.id), next.name);
}

/** How much likelier than the average this visit is to buy. */
export function eagerness({ person, arrival, device }: Visit): number {
  return person.eager * arrival.eager * (device.kind === 'mobile' ? 0.8 : 1.25);
}

function follow(visit: Visit, path: string, text: string): number {
  const place = visit.chance.between(1, 8);
  visit.tab.click({ text, selector: `ul>li:${place}>h3>a`, href: path });
  open(visit, path);
  return 0.12;
}

function atProduct(visit: Visit, product: Product): number {
  const { chance, tab, person } = visit;
  // The picture cannot be had any larger: most who try have seen enough, and do not come back.
  if (chance.is(0.1)) {
    clickInVain(tab, { text: product.name, selector: 'article>div:1>img' });
    if (chance.is(0.85)) {
      person.visits = 0;
      return 1;
    }
  }
  if (chance.is(0.04 * eagerness(visit))) {
    const line = { ...oneOf(product), glaze: chance.pick(product.glazes), quantity: chance.weighed([[1, 70], [2, 18], [4, 12]]) }; // prettier-ignore
    tab.click({ text: 'Add to cart', selector: 'div:2>form>div>button' });
    tab.record('add_to_cart', worth([line]));
    put(visit, line);
    tab.wait(5_000);
    return chance.is(0.8) ? follow(visit, PATHS.cart, 'Cart') : 0.1;
  }
  const [story] = articlesAbout(product.id);
  if (story && chance.is(0.08)) return follow(visit, articlePath(story.slug), story.title);
  const others = productsIn(product.category).filter((other) => other !== product);
  if (chance.is(0.5)) {
    const other = chance.pick(others);
    return follow(visit, productPath(other.id), other.name);
  }
  return follow(visit, categoryPath(product.category), CATEGORIES[product.category]);
}

function addFromList(visit: Visit, product: Product): number {
  const line = oneOf(product);
  visit.tab.click({
    text: `Add ${product.name} to cart`,
    selector: `ul>li:${visit.chance.between(1, 8)}>div>button`,
  });
  visit.tab.record('add_to_cart', worth([line]));
  put(visit, line);
  return visit.chance.is(0.7) ? follow(visit, PATHS.cart, 'Cart') : 0.1;
}

function put({ person, device }: Visit, line: Line): void {
  person.carts.set(device.visitor, [...(person.carts.get(device.visitor) ?? []), line]);
}

function atCart(visit: Visit, cart: readonly Line[]): number {
  const { chance, tab, person, device } = visit;
  const [first] = cart;
  if (first && chance.is(0.13)) {
    tab.click({ text: `Remove ${first.product.name}`, selector: 'li>div>p:2>button:3' });
    tab.record('remove_from_cart', worth([first]));
    person.carts.set(device.visitor, cart.slice(1));
    return 0.5;
  }
  if (chance.is(Math.min(0.85, 0.52 + 0.08 * eagerness(visit)))) {
    buy(visit, cart);
    return 1;
  }
  return chance.is(0.5) ? 1 : follow(visit, PATHS.home, 'Keep looking');
}

function search(visit: Visit): number {
  const term = visit.chance.pick(SEARCHES);
  const found = productsFor(term);
  visit.tab.load(`${PATHS.search}?q=${encodeURIComponent(term)}`, 'Search');
  visit.tab.record('search', { search_term: term, results: found.length });
  if (found.length === 0) return 0.55;
  visit.tab.record('view_item_list', listed('Search results', found));
  visit.tab.wait(6_000);
  const product = visit.chance.pick(found);
  return follow(visit, productPath(product.id), product.name);
}

function read(visit: Visit): number {
  follow(visit, PATHS.journal, 'Journal');
  visit.tab.wait(5_000);
  const story = visit.chance.pick(ARTICLES);
  follow(visit, articlePath(story.slug), story.title);
  visit.tab.wait(70_000);
  return 0.25;
}

function askForHelp(visit: Visit): number {
  follow(visit, PATHS.support, 'Help');
  visit.tab.wait(30_000);
  visit.tab.click({ text: 'Where is my parcel?', selector: 'section>div>details>summary' });
  if (visit.chance.is(0.45)) {
    visit.tab.wait(60_000);
    visit.tab.record('support_contact', { subject: visit.chance.pick(SUBJECTS) });
  }
  return 0.6;
}

/** Signs in once per browser; after that the shop knows them. */
export function signIn(visit: Visit): void {
  const { tab, person, device } = visit;
  if (!person.account || person.signedIn.has(device.visitor)) return;
  person.signedIn.add(device.visitor);
  follow(visit, PATHS.signIn, 'Sign in');
  tab.wait(16_000);
  const { email, name, company } = person.account;
  tab.record('identify', { user_id: userIdOf(email), traits: { email, name } });
  if (company) tab.record('group', { group_id: company.id, traits: { name: company.name } });
  tab.record('login', { method: 'email' });
  tab.wait(3_000);
  follow(visit, PATHS.home, 'Back to the shop');
}
