import type { Money } from './answers.ts';
import type { PeriodUnit } from './periods.ts';
import type { Facet, Filter, Range } from './query.ts';

/** A facet of the session an order was made in, or of what was bought: `product`, `item.NAME`. */
export type RevenueFacet = Facet | 'product' | `item.${string}`;

export interface RevenueQuery {
  range: Range;
  filter?: Filter;
  period: PeriodUnit;
  breakdown?: { by: RevenueFacet; /** Rows before `(other)`. */ limit: number };
}

export interface RevenuePart {
  orders: number;
  revenue: Money[];
}

/** Money is listed by currency: no two are ever added. */
export interface RevenueFigures extends RevenuePart {
  /** Customers who ordered. */
  customers: number;
  /** What went back in this time, whenever it was ordered. */
  refunds: Money[];
  /** Revenue less refunds. */
  net: Money[];
  /** Revenue per order. */
  aov: Money[];
  /** Orders that a server key or an import vouches for ... */
  verified: RevenuePart;
  /** ... and those that a page alone tells of. */
  asserted: RevenuePart;
}

export interface RevenueRow extends RevenueFigures {
  key: string;
  /** Pieces sold, where items are broken down. */
  quantity?: number;
}

export interface Revenue extends RevenueFigures {
  /** One a period, empty ones too; `day` is its first. */
  series: (RevenueFigures & { day: string; at: string })[];
  rows?: RevenueRow[];
}

/** A number of the report: who ordered at all, in a period, or in a row. */
export type RevenuePick = { of: 'all' } | { day: string } | { key: string };
