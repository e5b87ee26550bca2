import { ARTICLES } from '../shop/articles.ts';
import { CATEGORY_IDS, PRODUCTS } from '../shop/catalogue.ts';
import { articlePath, categoryPath, PATHS, productPath } from '../shop/paths.ts';
import type { Chance } from './random.ts';

/** How a visit begins: where it lands, and what the address and the referrer tell of it. */
export interface Arrival {
  path: string;
  /** Query without its question mark. */
  query?: string;
  referrer?: string;
  /** The share that leaves from the page it landed on. */
  bounces: number;
  /** How much likelier to buy than the average visit. */
  eager: number;
}

export type From =
  | 'search'
  | 'direct'
  | 'newsletter'
  | 'reminder'
  | 'ad'
  | 'instagram ad'
  | 'social'
  | 'blog'
  | 'assistant';

/** Where people come from who never were here before. */
const FIRST: readonly (readonly [From, number])[] = [
  ['search', 36], ['direct', 13], ['ad', 15], ['instagram ad', 14], ['social', 9], ['blog', 7],
  ['assistant', 6],
]; // prettier-ignore
const AGAIN: readonly (readonly [From, number])[] = [
  ['direct', 46], ['search', 24], ['ad', 10], ['social', 6], ['instagram ad', 8], ['assistant', 6],
]; // prettier-ignore
/** Those who left their address. */
const KNOWN: readonly (readonly [From, number])[] = [
  ['newsletter', 34], ['direct', 38], ['search', 18], ['ad', 6], ['social', 4],
]; // prettier-ignore

export function originOf(chance: Chance, who: 'new' | 'back' | 'known'): From {
  return chance.weighed(who === 'new' ? FIRST : who === 'back' ? AGAIN : KNOWN);
}

const ENGINES = ['https://www.google.com/', 'https://www.google.de/', 'https://www.google.com/', 'https://www.bing.com/', 'https://duckduckgo.com/']; // prettier-ignore
const SOCIAL = ['https://www.pinterest.com/', 'https://l.instagram.com/', 'https://www.pinterest.de/', 'https://www.reddit.com/']; // prettier-ignore
const BLOGS = ['https://kitchenletters.example/thick-or-thin', 'https://slowmornings.example/gifts-for-tea-people', 'https://tablenotes.example/stoneware']; // prettier-ignore
const ASSISTANTS = ['https://chatgpt.com/', 'https://www.perplexity.ai/', 'https://chatgpt.com/'];

interface Manner {
  /** Where they land: on a product, on a story of the journal, else on a list; per cent. */
  product: number;
  story: number;
  bounces: number;
  eager: number;
  referrers?: readonly string[];
  query?: (chance: Chance) => string;
}

const tagged = (source: string, medium: string, campaign: string): string =>
  `utm_source=${source}&utm_medium=${medium}&utm_campaign=${campaign}`;
const CAMPAIGNS = ['autumn-kiln', 'journal-november', 'last-sets'];

const MANNERS: Readonly<Record<Exclude<From, 'reminder'>, Manner>> = {
  search: { product: 45, story: 30, bounces: 0.4, eager: 1, referrers: ENGINES },
  direct: { product: 14, story: 3, bounces: 0.28, eager: 1.3 },
  newsletter: {
    product: 30,
    story: 40,
    bounces: 0.3,
    eager: 1.7,
    query: (chance) => tagged('newsletter', 'email', chance.pick(CAMPAIGNS)),
  },
  ad: {
    product: 75,
    story: 0,
    bounces: 0.42,
    eager: 1.15,
    referrers: ['https://www.google.com/'],
    query: (chance) => `gclid=${chance.id(22)}`,
  },
  'instagram ad': {
    product: 85,
    story: 0,
    bounces: 0.6,
    eager: 0.55,
    referrers: ['https://l.instagram.com/'],
    query: () => tagged('instagram', 'paid_social', 'autumn-kiln'),
  },
  social: { product: 60, story: 30, bounces: 0.55, eager: 0.6, referrers: SOCIAL },
  blog: { product: 40, story: 40, bounces: 0.38, eager: 1.1, referrers: BLOGS },
  assistant: { product: 50, story: 40, bounces: 0.3, eager: 1.4, referrers: ASSISTANTS },
};

export function arrivalBy(from: From, chance: Chance): Arrival {
  if (from === 'reminder') {
    const query = tagged('service', 'email', 'left-in-cart');
    return { path: PATHS.cart, query, bounces: 0.2, eager: 2.6 };
  }
  const { product, story, bounces, eager, referrers, query } = MANNERS[from];
  const path = landing(chance, product, story);
  return {
    path: from === 'direct' && chance.is(0.75) ? PATHS.home : path,
    bounces,
    eager,
    ...(referrers && { referrer: chance.pick(referrers) }),
    ...(query && { query: query(chance) }),
  };
}

/** A product, a story of the journal, or else a list; in per cent. */
function landing(chance: Chance, product: number, story: number): string {
  const dice = chance.between(0, 99);
  if (dice < product) return productPath(popular(chance).id);
  if (dice < product + story) return articlePath(chance.pick(ARTICLES).slug);
  return chance.is(0.3) ? PATHS.home : categoryPath(chance.pick(CATEGORY_IDS));
}

/** The first of the catalogue sell best. */
export function popular(chance: Chance): (typeof PRODUCTS)[number] {
  return chance.weighed(PRODUCTS.map((product, i) => [product, 1 / (i + 2)] as const));
}
