import { membersOf } from '../filter/conditions.ts';
import type { Options } from '../parts/choice.tsx';
import type { SavedSegment } from '../segments/saved.ts';

export const NODES: Options = [
  ['page', 'Pages'],
  ['event', 'Events'],
  ['stage', 'Stages'],
];

/** How long journeys go on: so many days, or one visit. */
export const LENGTHS: Options = [
  ['P7D', '7 days each'],
  ['P1D', 'A day each'],
  ['P30D', '30 days each'],
  ['session', 'One visit each'],
];

const PAID = ['Paid Search', 'Paid Social', 'Paid Shopping', 'Paid Video', 'Paid Other', 'Display'];

interface Side {
  name: string;
  /** Everybody where absent. */
  asked?: object;
}

interface Sides {
  label: string;
  a: Side;
  b: Side;
}

const USUAL: Record<string, Sides> = {
  before: {
    label: 'This time with the one before',
    a: { name: 'This time' },
    b: { name: 'Before' },
  },
  mobile: {
    label: 'Phones with others',
    a: { name: 'Phones', asked: { filter: { field: 'device', op: 'eq', value: 'mobile' } } },
    b: { name: 'Others' },
  },
  paid: {
    label: 'Paid channels with others',
    a: { name: 'Paid', asked: { filter: { field: 'channel', op: 'in', value: PAID } } },
    b: { name: 'Others' },
  },
  buyers: {
    label: 'Who has ordered with others',
    a: { name: 'Has ordered', asked: { filter: { field: 'orders', op: 'gte', value: 1 } } },
    b: { name: 'Others' },
  },
};

export function sideOptions(segments: readonly SavedSegment[]): Options {
  return [
    ...Object.entries(USUAL).map(([name, { label }]) => [name, label] as const),
    ...segments.map(({ id, name }) => [id, `${name} with others`] as const),
  ];
}

/** The two sides that the address names: usual ones, or a segment and everybody else. */
export function sidesOf(name: string, segments: readonly SavedSegment[]): Sides | undefined {
  const segment = segments.find(({ id }) => id === name);
  if (segment === undefined) return Object.hasOwn(USUAL, name) ? USUAL[name] : undefined;
  const a = { name: segment.name, asked: { segment: segment.id } };
  return { label: segment.name, a, b: { name: 'Others' } };
}

/** What the sides of the address ask: usual ones, or a segment by its id. */
export function askedOf(named: string | undefined): object | undefined {
  const name = named || 'before';
  return Object.hasOwn(USUAL, name) ? USUAL[name]?.a.asked : { segment: name };
}

/** Which sides these are, as the API tells the first. */
export function sideNamed(asked: unknown): string | undefined {
  const { segment } = membersOf(asked);
  if (typeof segment === 'string') return segment;
  const text = JSON.stringify(asked);
  return Object.keys(USUAL).find((name) => JSON.stringify(askedOf(name)) === text);
}
