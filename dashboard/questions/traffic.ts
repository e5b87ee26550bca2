import { membersOf } from '../filter/conditions.ts';
import type { Options } from '../parts/choice.tsx';
import { compareOf, compareView } from './compare.ts';
import type { Question } from './question.ts';
import { chosen, limitOf, limitView, textOf } from './view.ts';

// Pages whose own question is by what the numbers are parted.

export const OVERVIEW_BY: Options = [
  ['channel', 'Channel'],
  ['landing_page', 'Landing page'],
  ['country', 'Country'],
  ['device', 'Device'],
  ['campaign', 'Campaign'],
];
export const REVENUE_BY: Options = [
  ['product', 'Product'],
  ['channel', 'Channel'],
  ['campaign', 'Campaign'],
  ['landing_page', 'First page'],
  ['device', 'Device'],
  ['country', 'Country'],
];
export const CART_BY: Options = [
  ['event', 'Last step'],
  ['exit_page', 'Last page'],
  ['channel', 'Channel'],
  ['device', 'Device'],
  ['country', 'Country'],
];

type Parted = Pick<Question, 'ask' | 'see'>;

/** By one of some fields, with a comparison. */
function parted(options: Options, rows: number): Parted {
  return {
    ask: (view) => ({
      breakdown: { by: chosen(options, view['by']), limit: limitOf(view, rows) },
      ...compareOf(view),
    }),
    see: ({ breakdown, compare }) => {
      const { by, limit } = membersOf(breakdown);
      return { by: textOf(by), limit: limitView(limit, rows), ...compareView(compare) };
    },
  };
}

export const overviewQuestion: Question = {
  report: 'overview',
  title: 'Overview',
  ...parted(OVERVIEW_BY, 10),
  usual: { unit: 'customer', breakdown: { by: 'channel', limit: 10 } },
};

export const revenueQuestion: Question = {
  report: 'revenue',
  title: 'Revenue',
  page: 'revenue',
  ...parted(REVENUE_BY, 20),
  usual: { unit: 'customer', period: 'day', breakdown: { by: 'product', limit: 20 } },
};

export const cartsQuestion: Question = {
  report: 'carts',
  title: 'Carts',
  page: 'carts',
  ...parted(CART_BY, 10),
  usual: { unit: 'customer', idle: 'PT60M', breakdown: { by: 'event', limit: 10 } },
};

export const searchesQuestion: Question = {
  report: 'search-terms',
  title: 'Searches',
  page: 'searches',
  ask: (view) => ({ limit: limitOf(view, 50), ...compareOf(view) }),
  see: ({ limit, compare }) => ({ limit: limitView(limit, 50), ...compareView(compare) }),
  usual: { unit: 'customer', limit: 20 },
};
