import type { Line } from '../shop/item.ts';
import { deviceOf, placeOf, type Device } from './device.ts';
import type { Chance } from './random.ts';

export interface Account {
  email: string;
  name: string;
  /** Whom they buy for, if not for themselves. */
  company?: Company;
}

interface Company {
  id: string;
  name: string;
}

/** Somebody who shops, on one device or two. */
export interface Person {
  devices: readonly Device[];
  /** How many visits the month sees of them, about. */
  visits: number;
  /** How much likelier to buy than others. */
  eager: number;
  /** Who may sign in. */
  account?: Account;
  /** Visitors that have signed in: a browser remembers. */
  signedIn: Set<string>;
  /** What lies in each browser's cart. */
  carts: Map<string, Line[]>;
  orders: number;
}

const FIRST_NAMES = ['Anna', 'Ben', 'Clara', 'David', 'Elif', 'Finn', 'Greta', 'Hugo', 'Ines', 'Jonas', 'Klara', 'Leo', 'Mara', 'Noah', 'Olga', 'Paul', 'Romy', 'Samir', 'Tessa', 'Yara']; // prettier-ignore
const LAST_NAMES = ['Albrecht', 'Berg', 'Conrad', 'Dietz', 'Engel', 'Falk', 'Graf', 'Haas', 'Imhof', 'Jansen', 'Keller', 'Lorenz', 'Maier', 'Novak', 'Otto', 'Peters', 'Roth', 'Sommer', 'Thiel', 'Vogt', 'Weber']; // prettier-ignore

const COMPANIES: readonly Company[] = [
  { id: 'cafe-nordlicht', name: 'Café Nordlicht' },
  { id: 'haus-am-see', name: 'Hotel Haus am See' },
  { id: 'ramen-kiku', name: 'Ramen Kiku' },
  { id: 'die-stube', name: 'Die Stube' },
  { id: 'studio-lehm', name: 'Studio Lehm' },
];

/** `number` keeps addresses apart where two people share a name. */
export function somebody(chance: Chance, number: number): Person {
  const kind = chance.weighed([['passing', 67], ['curious', 18], ['customer', 11], ['regular', 4]] as const); // prettier-ignore
  const isKnown = kind === 'customer' || kind === 'regular';
  const account = isKnown ? accountOf(chance, number) : undefined;
  const place = placeOf(chance);
  const first = chance.is(0.61) ? ('mobile' as const) : ('desktop' as const);
  const devices = [deviceOf(chance, first, place)];
  if (isKnown && chance.is(0.72)) {
    devices.push(deviceOf(chance, first === 'mobile' ? 'desktop' : 'mobile', place));
  }
  return {
    devices,
    visits: { passing: 1, curious: chance.between(2, 4), customer: chance.between(2, 6), regular: chance.between(5, 10) }[kind], // prettier-ignore
    eager: { passing: 0.6, curious: 0.9, customer: 2.2, regular: 7 }[kind],
    signedIn: new Set(),
    carts: new Map(),
    orders: 0,
    ...(account && { account }),
  };
}

function accountOf(chance: Chance, number: number): Account {
  const [first, last] = [chance.pick(FIRST_NAMES), chance.pick(LAST_NAMES)];
  return {
    email: `${first}.${last}.${number}@example.com`.toLowerCase(),
    name: `${first} ${last}`,
    ...(chance.is(0.16) && { company: chance.pick(COMPANIES) }),
  };
}
