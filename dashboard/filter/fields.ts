import type { Options } from '../parts/choice.tsx';
import { humanise } from '../format/words.ts';
import { STAGES } from '../parts/stage.tsx';

/** How the value of a field is given. */
export type Taken = 'text' | 'number' | 'day' | 'list';

export interface Field {
  label: string;
  takes: Taken;
  /** All values there are. */
  values?: Options;
}

const CHANNELS = [
  'Direct',
  'Organic Search',
  'Paid Search',
  'Organic Social',
  'Paid Social',
  'Email',
  'Referral',
  'Affiliates',
  'AI Assistants',
  'Display',
  'Organic Shopping',
  'Paid Shopping',
  'Organic Video',
  'Paid Video',
  'Paid Other',
  'Cross-network',
  'Audio',
  'SMS',
  'Mobile Push Notifications',
  'Unassigned',
];
const DEVICES = ['desktop', 'mobile', 'tablet', 'other', 'unknown'];

const named = (values: readonly string[]): Options =>
  values.map((value) => [value, humanise(value)]);

const text = (label: string): Field => ({ label, takes: 'text' });
const list = (label: string, values: Options): Field => ({ label, takes: 'list', values });

/** Facts of a visit, by their names in the API. */
export const VISIT: Record<string, Field> = {
  channel: list(
    'Channel',
    CHANNELS.map((name) => [name, name]),
  ),
  source: text('Source'),
  medium: text('Medium'),
  campaign: text('Campaign'),
  page: text('Page'),
  landing_page: text('Landing page'),
  exit_page: text('Exit page'),
  device: list('Device', named(DEVICES)),
  browser: text('Browser'),
  os: text('System'),
  country: text('Country'),
  region: text('Region'),
  language: text('Language'),
  referrer_host: text('Referrer'),
  event: text('Event in the visit'),
};

/** Facts of a person. */
export const PERSON: Record<string, Field> = {
  stage: list('Stage', named(STAGES)),
  orders: { label: 'Orders', takes: 'number' },
  value: { label: 'Revenue', takes: 'number' },
  first_seen: { label: 'First seen', takes: 'day' },
  last_seen: { label: 'Last seen', takes: 'day' },
  account: text('Account'),
};

/** Those of a site's own, which a name follows: `prop.percent`. */
export const OWN: Record<string, Field> = {
  prop: text('Property of an event'),
  item: text('Property of a product'),
  trait: text('Trait of the person'),
};

/** What somebody did. An event's name follows. */
export const DEEDS: Record<string, string> = {
  did: 'Did',
  did_not: 'Did not',
  count: 'Did so many times',
};

export const FIELDS: Record<string, Field> = { ...VISIT, ...PERSON, ...OWN };

const SAME: Options = [
  ['eq', 'is'],
  ['neq', 'is not'],
];
const MANY: Options = [
  ['in', 'is one of'],
  ['not_in', 'is none of'],
];
const ORDER: Options = [
  ['gte', 'is at least'],
  ['lte', 'is at most'],
  ['gt', 'is more than'],
  ['lt', 'is less than'],
];

/** `known` and `unknown` are the API's `exists`, with `true` and `false`. */
const KNOWN: Options = [
  ['known', 'is known'],
  ['unknown', 'is not known'],
];

const PARTS: Options = [
  ['contains', 'contains'],
  ['starts_with', 'begins with'],
  ['ends_with', 'ends with'],
];

const DAYS: Options = [
  ['gte', 'is on or after'],
  ['lt', 'is before'],
  ['gt', 'is after'],
  ['lte', 'is on or before'],
];

/** Ways to compare what a condition is about. */
export function comparisons(about: string): Options {
  if (about === 'count') return [...ORDER, ['eq', 'is exactly'], ['neq', 'is not']];
  const takes = FIELDS[about]?.takes;
  if (takes === 'day') return DAYS;
  if (takes === 'list') return [...SAME, ...MANY];
  if (takes === 'number') return [...ORDER, ...SAME];
  return about in OWN
    ? [...SAME, ...PARTS, ...MANY, ...ORDER, ...KNOWN]
    : [...SAME, ...PARTS, ...MANY, ...KNOWN];
}

/** How far back what somebody did counts, an ISO 8601 duration. */
export const WITHIN: Options = [
  ['', 'ever'],
  ['P1D', 'in the last day'],
  ['P7D', 'in the last 7 days'],
  ['P30D', 'in the last 30 days'],
  ['P90D', 'in the last 90 days'],
  ['P365D', 'in the last 365 days'],
];
