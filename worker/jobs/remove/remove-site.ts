import lakeUnusedHasten from '../../sql/lake_unused.hasten.sql';
import keysRemoveSite from '../../sql/keys.remove-site.sql';
import removalsDone from '../../sql/removals.done.sql';
import removalsIsDone from '../../sql/removals.is-done.sql';
import removalsInsert from '../../sql/removals.insert.sql';
import sitesRemove from '../../sql/sites.remove.sql';
import { HOME, type Databases } from '../../stitch/databases.ts';
import { notBound, readSpread } from '../../stitch/spread.ts';
import { TABLES, lakePrefix, type SiteTable } from '../../stores/stores.ts';
import { STATEMENTS } from './statements.ts';

/** Rows of one statement: of sessions a megabyte or two, tens of milliseconds. */
const ROWS = 2_000;

/** Objects that R2 lists and deletes at once. */
const OBJECTS = 1_000;

/** After which whoever was writing a file of the site is done, milliseconds: no job lives so long. */
const WRITING = 3_600_000;

export interface Removing {
  databases: Databases;
  site: {
    number: number;
    id: string;
    /** It has files in the lake. */
    archived: boolean;
  };
  /** The clock. */
  now: number;
  /** True: no further step now. */
  isOver: () => boolean;
  /** Rows of one statement. */
  rows?: number;
}

/** How far a removal has come. */
export interface Removed {
  isDone: boolean;
  /** What this call deleted: rows by table, objects of the bucket under `LAKE`. */
  counts: ReadonlyMap<SiteTable | 'LAKE', number>;
}

/**
 * Removes all that is kept of a site, as far as the time goes; call it again until it is done. It may be
 * killed anywhere and begun again by anybody. Throws where not all is bound that holds something of it.
 */
export async function removeSite(removing: Removing): Promise<Removed> {
  const { databases, site } = removing;
  const all = databases.more ?? new Map([[HOME, databases.db]]);
  const places = (await readSpread(databases.db, site.number))?.places ?? [];
  const missing = places.find((name) => !all.has(name));
  if (missing !== undefined) throw notBound(missing);
  if (site.archived && databases.lake === undefined) throw new Error('No lake is bound');
  const removal = new Removal(removing, all);
  return { isDone: await removal.run(), counts: removal.counts };
}

/** One call's work. */
class Removal {
  readonly counts = new Map<SiteTable | 'LAKE', number>();
  readonly #removing: Removing;
  readonly #all: ReadonlyMap<string, D1Database>;

  constructor(removing: Removing, all: ReadonlyMap<string, D1Database>) {
    this.#removing = removing;
    this.#all = all;
  }

  /** False: there is more than there was time for. */
  async run(): Promise<boolean> {
    await this.#begin();
    // First the bucket: as long as it has something, `lakes` says so.
    if (!(await this.#emptyLake())) return false;
    for (const [name, db] of this.#all) {
      for (const table of tablesIn(name)) if (!(await this.#empty(db, table))) return false;
    }
    await this.#end();
    return true;
  }

  /**
   * From here on no key and no batch finds the site, and no database takes a row of it (the triggers of
   * migration 0009), whoever has not heard yet.
   */
  async #begin(): Promise<void> {
    const { site, now } = this.#removing;
    for (const db of this.#all.values()) {
      const results = await db.batch([
        db.prepare(removalsInsert).bind(site.number, site.id, now),
        db.prepare(lakeUnusedHasten).bind(site.number, now + WRITING),
        db.prepare(keysRemoveSite).bind(site.number),
      ]);
      this.#count('keys', results[2]?.meta.changes ?? 0);
    }
  }

  /**
   * A file that is being written at this moment is named in `lake_unused`, and goes with that. Once
   * somebody else has ended the removal, what is there is a new site's of the same id.
   */
  async #emptyLake(): Promise<boolean> {
    const { databases, site, isOver } = this.#removing;
    const { lake } = databases;
    if (lake === undefined) return true;
    const ended = databases.db.prepare(removalsIsDone).bind(site.number);
    while ((await ended.first()) === null) {
      const { objects } = await lake.list({ prefix: lakePrefix(site.id), limit: OBJECTS });
      if (objects.length === 0) return true;
      if (isOver()) return false;
      await lake.delete(objects.map(({ key }) => key));
      this.#count('LAKE', objects.length);
    }
    return true;
  }

  async #empty(db: D1Database, table: SiteTable): Promise<boolean> {
    const { isOver, rows = ROWS } = this.#removing;
    const { isBig = false } = TABLES[table];
    const bound = this.#bound(db, STATEMENTS[table], isBig ? [rows] : []);
    for (;;) {
      if (isOver()) return false;
      const { meta } = await bound.run();
      this.#count(table, meta.changes);
      // No look that finds nothing: the free plan has 50 statements for all.
      if (!isBig || meta.changes < rows) return true;
    }
  }

  #bound(db: D1Database, statement: FixedSql, more: readonly number[]): D1PreparedStatement {
    return db.prepare(statement).bind(this.#removing.site.number, ...more);
  }

  async #end(): Promise<void> {
    const { databases, site, now } = this.#removing;
    for (const [name, db] of this.#all) {
      if (name !== HOME) await db.prepare(removalsDone).bind(site.number, now).run();
    }
    const { db } = databases;
    await db.batch([
      db.prepare(sitesRemove).bind(site.number),
      db.prepare(removalsDone).bind(site.number, now),
    ]);
  }

  #count(store: SiteTable | 'LAKE', found: number): void {
    if (found > 0) this.counts.set(store, (this.counts.get(store) ?? 0) + found);
  }
}

/** Which have rows of a site in the database. */
function tablesIn(database: string): SiteTable[] {
  // The list's own names.
  const names = Object.keys(STATEMENTS) as SiteTable[];
  return names.filter((name) => database === HOME || TABLES[name].in === 'every');
}
