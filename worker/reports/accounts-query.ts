import type { Properties } from '../../schema/index.ts';
import type { Money } from './answers.ts';
import type { Place } from './query.ts';

/** A company or household: customers joined by `group`. */
export interface Account {
  id: string;
  /** The name among its traits, else the id. */
  name: string;
  /** As `group` stated them; of several the latest, trait by trait. */
  traits: Properties;
  /** Ids of its customers, sorted. */
  customers: string[];
  /** `null` where nothing of its customers is stored. */
  first_seen: string | null;
  last_seen: string | null;
  sessions: number;
  orders: number;
  value: Money[];
}

export interface AccountsQuery {
  /** Part of the id, its case aside. */
  q?: string;
  /** By id: `at` is always 0. */
  after?: Place;
  limit: number;
}
