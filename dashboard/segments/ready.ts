import { humanise } from '../format/words.ts';
import type { Options } from '../parts/choice.tsx';

/** What a segment is in the API: a filter with a name. */
interface Segment {
  name: string;
  filter: object;
}

/** Segments to look at; `saved` are the site's own. */
export const READY: Options = [
  ['saved', 'Saved segments'],
  ['deeds', 'What people did'],
  ['devices', 'By device'],
  ['channels', 'By channel'],
  ['stages', 'By stage'],
];

const isOne = (field: string, name: string, value: string): Segment => ({
  name,
  filter: { field, op: 'eq', value },
});

const did = (name: string, event: string): Segment => ({ name, filter: { did: { event } } });

const SEGMENTS: Record<string, readonly Segment[]> = {
  deeds: [
    did('Searched', 'search'),
    did('Viewed a product', 'view_item'),
    did('Put into the cart', 'add_to_cart'),
    did('Began the checkout', 'begin_checkout'),
    did('Bought', 'purchase'),
  ],
  devices: ['desktop', 'mobile', 'tablet'].map((name) => isOne('device', humanise(name), name)),
  channels: [
    'Direct',
    'Organic Search',
    'Paid Search',
    'Organic Social',
    'Paid Social',
    'Email',
    'Referral',
    'AI Assistants',
  ].map((name) => isOne('channel', name, name)),
  stages: [
    'awareness',
    'consideration',
    'intent',
    'purchase',
    'retention',
    'lapsed',
    'advocacy',
  ].map((name) => isOne('stage', humanise(name), name)),
};

/** Undefined of the site's own. */
export function readyMade(which: string): readonly Segment[] | undefined {
  return SEGMENTS[which];
}

/** Which of them these are, as the API tells them; the site's own where none are told. */
export function readyNamed(asked: unknown): string | undefined {
  const text = JSON.stringify(asked);
  return READY.find(([which]) => JSON.stringify(SEGMENTS[which]) === text)?.[0];
}
