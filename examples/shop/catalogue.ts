/** What the shop sells. Its pages, its scripts and the generated traffic all read it from here. */
export interface Product {
  /** Part of the product's address, and its `item_id`. */
  id: string;
  name: string;
  category: CategoryId;
  /** Cents, tax included. */
  price: number;
  /** One line below the name. */
  line: string;
  text: string;
  facts: readonly string[];
  /** The first one is shown on lists. */
  glazes: readonly GlazeId[];
}

export type CategoryId = 'cups' | 'brewing' | 'table' | 'home';
export type GlazeId = 'sand' | 'ink' | 'moss' | 'clay';

/** ISO 4217; all prices are in it. */
export const CURRENCY = 'EUR';

export const CATEGORIES: Readonly<Record<CategoryId, string>> = {
  cups: 'Cups & mugs',
  brewing: 'Tea & coffee',
  table: 'Plates & bowls',
  home: 'Vases & light',
};
export const CATEGORY_IDS: readonly CategoryId[] = ['cups', 'brewing', 'table', 'home'];

export const GLAZES: Readonly<Record<GlazeId, string>> = {
  sand: 'Sand',
  ink: 'Ink',
  moss: 'Moss',
  clay: 'Raw clay',
};

export const PRODUCTS: readonly Product[] = [
  {
    id: 'dune-mug',
    name: 'Dune mug',
    category: 'cups',
    price: 2400,
    line: 'The one you reach for first',
    text: 'A wide foot, a thumb rest on the handle and a rim thin enough for coffee. We throw it a little heavier at the bottom, so that it stays warm and stays put.',
    facts: ['Holds 320 ml', 'Dishwasher and microwave safe', '9 cm across, 9 cm high'],
    glazes: ['sand', 'ink', 'moss', 'clay'],
  },
  {
    id: 'tide-espresso-cup',
    name: 'Tide espresso cup',
    category: 'cups',
    price: 1650,
    line: 'Small, thick, hard to put down',
    text: 'Thick walls keep two sips hot. The glaze breaks at the rim like water on a beach, and no two break alike.',
    facts: ['Holds 80 ml', 'Dishwasher safe', '6 cm across, 6 cm high'],
    glazes: ['ink', 'sand', 'moss'],
  },
  {
    id: 'quarry-tumbler',
    name: 'Quarry tumbler',
    category: 'cups',
    price: 1900,
    line: 'For water, wine and toothbrushes',
    text: 'Straight sides, no handle, stacks four high. The lower half stays unglazed and feels like a pebble.',
    facts: ['Holds 250 ml', 'Stacks', '8 cm across, 10 cm high'],
    glazes: ['clay', 'sand', 'ink'],
  },
  {
    id: 'ember-teapot',
    name: 'Ember teapot',
    category: 'brewing',
    price: 6800,
    line: 'Pours without a drip, to the last cup',
    text: 'Eleven tries went into the spout. The lid locks with a quarter turn and the strainer is part of the pot, so there is nothing to lose.',
    facts: ['Holds 900 ml', 'Built-in strainer', 'Handle stays cool'],
    glazes: ['moss', 'ink', 'clay'],
  },
  {
    id: 'plumb-dripper',
    name: 'Plumb coffee dripper',
    category: 'brewing',
    price: 3200,
    line: 'One cup, three minutes',
    text: 'Straight ribs let the air out and the water through at its own pace. Takes common cone filters, size 02.',
    facts: ['For filters of size 02', 'One to three cups', 'Fits every mug we make'],
    glazes: ['sand', 'ink', 'clay'],
  },
  {
    id: 'basalt-kettle',
    name: 'Basalt kettle',
    category: 'brewing',
    price: 9400,
    line: 'A slow, thin stream',
    text: 'Stoneware that goes on gas and induction, with a gooseneck for pouring over coffee. Quiet: it hums before it boils.',
    facts: ['Holds 1.1 l', 'Gas, electric, induction', 'Beech grip'],
    glazes: ['ink', 'clay'],
  },
  {
    id: 'horizon-plate',
    name: 'Horizon plate',
    category: 'table',
    price: 2600,
    line: 'Flat, with a lip for the sauce',
    text: 'Dipped by hand to just past the middle, so every plate has its own horizon. Big enough for a pizza cut small.',
    facts: ['26 cm across', 'Dishwasher safe', 'Made in pairs'],
    glazes: ['sand', 'moss', 'ink', 'clay'],
  },
  {
    id: 'pebble-bowl',
    name: 'Pebble bowl',
    category: 'table',
    price: 2800,
    line: 'Porridge, ramen, keys',
    text: 'Round like something the river made. It sits in one hand, which is how soup should be eaten.',
    facts: ['Holds 600 ml', 'Dishwasher and microwave safe', '15 cm across'],
    glazes: ['clay', 'sand', 'moss'],
  },
  {
    id: 'harvest-bowl',
    name: 'Harvest serving bowl',
    category: 'table',
    price: 5400,
    line: 'The middle of the table',
    text: 'Wide, low and generous: salad for six. Two notches in the rim hold the servers.',
    facts: ['30 cm across', 'Holds 2.6 l', 'Servers not included'],
    glazes: ['moss', 'sand'],
  },
  {
    id: 'reed-vase',
    name: 'Reed vase',
    category: 'home',
    price: 4900,
    line: 'For one branch, or five',
    text: 'A tall neck that keeps long stems upright, a heavy foot that keeps the cat from winning.',
    facts: ['28 cm high', 'Watertight', 'Felt foot'],
    glazes: ['ink', 'sand', 'moss'],
  },
  {
    id: 'bud-vase',
    name: 'Bud vase',
    category: 'home',
    price: 2200,
    line: 'Whatever grows by the road',
    text: 'No taller than a hand. Buy one and you will find flowers everywhere.',
    facts: ['11 cm high', 'Watertight', 'Each one a little different'],
    glazes: ['clay', 'moss', 'sand', 'ink'],
  },
  {
    id: 'lantern',
    name: 'Marl lantern',
    category: 'home',
    price: 3900,
    line: 'Throws a night sky on the wall',
    text: 'Pierced by hand while the clay is leather-hard. A tea light burns in it for four hours and the holes do the rest.',
    facts: ['14 cm high', 'For tea lights', 'Beeswax light included'],
    glazes: ['sand', 'ink'],
  },
];

const byId: ReadonlyMap<string, Product> = new Map(PRODUCTS.map((each) => [each.id, each]));

export function productOf(id: string): Product | undefined {
  return byId.get(id);
}

export function productsIn(category: CategoryId): readonly Product[] {
  return PRODUCTS.filter((product) => product.category === category);
}

/** Products whose words hold every word of a search. */
export function productsFor(search: string): readonly Product[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return PRODUCTS.filter(({ name, line, text, category }) => {
    const all = `${name} ${line} ${text} ${CATEGORIES[category]}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
