/** A node of schema.org, as sites write it: any member may be one value or a list of them. */
type Node = Record<string, unknown>;

type Place = Pick<Location, 'href' | 'pathname'>;

/** GA4's `view_item` of what a page describes. */
interface Viewed {
  currency?: string;
  value?: string;
  items: object[];
}

/**
 * The one product that a page is about, by its JSON-LD: a `Product` or `ProductGroup` at the top, in an
 * `@graph` or as a page's `mainEntity`. Several are a list, unless the address names one of them.
 */
export const productOf = (texts: readonly string[], place: Place): Viewed | undefined => {
  const products = texts.flatMap((text) => topNodes(parse(text))).filter(isProduct);
  const here = products.filter((product) => leadsTo(product, place.pathname));
  const [product, another] = here.length > 0 ? here : products;
  if (!product || (another && here.length !== 1)) return undefined;
  return viewOf(product, place);
};

const viewOf = (product: Node, place: Place): Viewed | undefined => {
  const variants = listOf(product['hasVariant']);
  const variant = variants.find((one) => isShown(one, place)) ?? {};
  const offer = offerOf(variant) ?? offerOf(product) ?? variants.map(offerOf).find(Boolean) ?? {};
  const category = textOf(variant['category'] ?? product['category']);
  const levels = (category?.split(/\s*[>/]\s*/) ?? []).slice(0, 5);
  const price = decimalOf(offer['price'] ?? offer['lowPrice']);
  const currency = textOf(offer['priceCurrency']);
  const item = {
    item_id: idOf(variant) ?? idOf(product) ?? textOf(product['productGroupID']),
    item_name: textOf(product['name'] ?? variant['name']),
    item_brand: textOf(variant['brand'] ?? product['brand'] ?? product['manufacturer']),
    ...Object.fromEntries(levels.map((level, i) => [`item_category${i ? i + 1 : ''}`, level])),
    item_variant: textOf(variant['name']),
    price,
  };
  if (!item.item_id && !item.item_name) return undefined;
  return {
    ...(currency && { currency: currency.toUpperCase() }),
    ...(currency && price && { value: price }),
    items: [item],
  };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

const listOf = (value: unknown): Node[] =>
  (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isNode);

/** What the page is about: never what is deeper in, such as related products or a list's entries. */
const topNodes = (value: unknown): Node[] =>
  listOf(value).flatMap((node) => [
    node,
    ...listOf(node['@graph']).flatMap((inner) => [inner, ...listOf(inner['mainEntity'])]),
    ...listOf(node['mainEntity']),
  ]);

const isProduct = (node: Node): boolean =>
  [node['@type']].flat().some((type) => /(^|\/)Product(Group|Model)?$/.test(String(type)));

const idOf = (node: Node): string | undefined =>
  ['sku', 'productID', 'mpn', 'gtin', 'gtin13', 'gtin14', 'gtin12', 'gtin8']
    .map((name) => textOf(node[name]))
    .find(Boolean);

/** Text of a value, or the name of what it is. */
const textOf = (value: unknown): string | undefined => {
  const [first] = [value].flat();
  const text = isNode(first) ? (first['name'] ?? first['@value']) : first;
  return typeof text === 'string' || typeof text === 'number' ? String(text).trim() : undefined;
};

/** The first offer with a price, be it inside an aggregate or a specification. */
const offerOf = (node: Node): Node | undefined =>
  listOf(node['offers'])
    .flatMap((offer) => [
      offer,
      ...listOf(offer['offers']),
      ...listOf(offer['priceSpecification']).map((price) => ({ ...offer, ...price })),
    ])
    .find((offer) => decimalOf(offer['price'] ?? offer['lowPrice']) !== undefined);

const leadsTo = (node: Node, pathname: string): boolean =>
  [node['url'], node['@id'], ...listOf(node['offers']).map((offer) => offer['url'])].some(
    (url) => typeof url === 'string' && pathOf(url) === pathname,
  );

const pathOf = (url: string): string | undefined => {
  try {
    return new URL(url, 'https://own.example').pathname;
  } catch {
    return undefined;
  }
};

/** A variant that has an address of its own with a query, such as `?variant=7`, or a path. */
const isShown = (variant: Node, place: Place): boolean =>
  [variant, ...listOf(variant['offers'])].some(({ url }) => {
    if (typeof url !== 'string') return false;
    const [own, here] = [new URL(url, place.href), new URL(place.href)];
    const isSame = [...own.searchParams].every(
      ([key, value]) => here.searchParams.get(key) === value,
    );
    return own.pathname === here.pathname && isSame && own.search !== '';
  });

/** "1.299,00 EUR" and "$1,299" as a plain decimal. schema.org wants one, shops write what they show. */
export const decimalOf = (value: unknown): string | undefined => {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  const digits =
    textOf(value)
      ?.replace(/[^\d.,]/g, '')
      .replace(/[.,]+$/, '') ?? '';
  const [, whole = '', mark, cents = ''] = /^(.*?)(?:([.,])(\d+))?$/.exec(digits) ?? [];
  // A single mark before three digits groups thousands where it is a comma: nobody has mils.
  const isGroup = mark !== undefined && cents.length === 3 && (mark === ',' || /[.,]/.test(whole));
  const units = (isGroup ? whole + cents : whole).replace(/[.,]/g, '');
  if (units === '') return undefined;
  return mark === undefined || isGroup ? units : `${units}.${cents}`;
};
