import type { ReadSite } from '../history/index.ts';
import { HOME, type Databases } from '../stitch/databases.ts';

/** What an erasure works with. */
export interface Work {
  databases: Databases;
  site: ReadSite & { id: string };
  /** The clock. */
  now: number;
}

/** A database that may hold something of the site. */
export interface Place {
  name: string;
  db: D1Database;
  isHome: boolean;
}

/** Home first. Rows of a bucket that has moved stay for an hour where they were: all are looked at. */
export function placesOf({ databases: { db, more } }: Work): Place[] {
  const others = [...(more ?? [])].filter(([name]) => name !== HOME);
  return [
    { name: HOME, db, isHome: true },
    ...others.map(([name, other]) => ({ name, db: other, isHome: false })),
  ];
}
