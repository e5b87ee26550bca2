import type { Options } from '../parts/choice.tsx';

/** As the report calls them, and in words. */
export const MODELS: Options = [
  ['last', 'Last touch'],
  ['last_non_direct', 'Last non-direct'],
  ['first', 'First touch'],
  ['linear', 'Linear'],
  ['u_shaped', 'U-shaped'],
  ['time_decay', 'Time decay'],
  ['markov', 'Markov'],
  ['shapley', 'Shapley'],
];

/** What each of them does with a conversion, in a sentence. */
export const WORDS: Record<string, string> = {
  last: 'All of a conversion to what came last before it.',
  last_non_direct: 'All of a conversion to the last touch that was not direct, if there was one.',
  first: 'All of a conversion to what came first.',
  linear: 'The same part of a conversion to each of its touches.',
  u_shaped: '40 % to the first and to the last touch, the rest to those between.',
  time_decay: 'More to later touches: half as much for each week before the conversion.',
  markov: 'By how many conversions a chain of all journeys would lose without the touch.',
  shapley: 'The same part of a conversion to each different touch that it had.',
};

export const TOUCH_BY: Options = [
  ['channel', 'Channel'],
  ['source', 'Source'],
  ['campaign', 'Campaign'],
  ['landing_page', 'First page'],
  ['device', 'Device'],
];

export const LOOKBACKS: Options = [
  ['P30D', '30 days back'],
  ['P7D', '7 days back'],
  ['P90D', '90 days back'],
];
