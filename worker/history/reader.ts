import spreadsRead from '../sql/spreads.read.sql';
import { HOME, type Databases } from '../stitch/databases.ts';
import { spreadOf, type SpreadRow } from '../stitch/spread.ts';
import { Lake } from '../lake/lake.ts';
import { D1Source } from './d1-source.ts';
import type { Goal } from './goal.ts';
import type { GuardSettings } from './guards.ts';
import { LakeSource } from './lake-source.ts';
import type { SessionSource } from './session-source.ts';
import { SiteDatabase, type ReadCost } from './site-database.ts';
import { SpreadSource } from './spread-source.ts';
import { WatchedDatabase } from './watched-database.ts';

/** What a site has decided of its reports; each of them is read by reports alone. */
export interface ReadSettings {
  conversions: readonly string[];
  silence_days: number;
  goals?: readonly Goal[];
  stages?: object;
}

/** What reading needs to know of a site. */
export interface ReadSite {
  /** Number of the site in this database. */
  number: number;
  /** IANA. */
  timeZone: string;
  currency: string;
  /** Its sessions may be in other databases than its home. */
  spread?: boolean;
  /** Guards the site has set; the rest is as design.md has it. */
  guards?: Partial<Pick<GuardSettings, 'visitorsADay' | 'accepted'>>;
  /** What it calls a conversion, and days of silence that end a journey; else as in definitions.md 14. */
  settings?: ReadSettings;
}

/** How much of what was read is nobody's, and left out of what counts people. */
export interface Shyness {
  sessions: number;
  cookieless: number;
}

/**
 * Reads one site for one question and counts the rows it costs. Its home database holds all but the
 * sessions, which are read through `sessions` alone.
 */
export class Reader {
  readonly site: ReadSite;
  readonly sessions: SessionSource;
  /** Sessions that history went through for counts of people. */
  readonly shyness: Shyness;
  readonly #db: D1Database;
  readonly #home: SiteDatabase;
  readonly #cost: ReadCost = { rowsRead: 0 };

  constructor({ db, more, lake }: Databases, site: ReadSite, shyness?: Shyness) {
    this.site = site;
    this.shyness = shyness ?? { sessions: 0, cookieless: 0 };
    this.#db = db;
    this.#home = new SiteDatabase(db, site.number, this.#cost);
    if (more === undefined && !site.spread) {
      this.sessions = this.#sourceOf(db, lake);
      return;
    }
    this.sessions = new SpreadSource({
      spread: async () => spreadOf((await this.rows<SpreadRow>(spreadsRead))[0]),
      sourceOf: (name) => {
        const one = name === HOME ? db : more?.get(name);
        return one && this.#sourceOf(one, lake);
      },
    });
  }

  /** What is asked of the home for one moment goes together, whatever it is. */
  #databaseOf(db: D1Database): SiteDatabase {
    if (db === this.#db) return this.#home;
    return new SiteDatabase(db, this.site.number, this.#cost);
  }

  /** The sessions that a database holds, or has moved to the lake. */
  #sourceOf(db: D1Database, lake: R2Bucket | undefined): SessionSource {
    if (lake === undefined) return new D1Source(this.#databaseOf(db));
    const database = new WatchedDatabase(db, this.site.number, this.#cost);
    return new LakeSource(database, new Lake(lake));
  }

  /** Rows D1 read so far. */
  get rowsRead(): number {
    return this.#cost.rowsRead;
  }

  /** Rows of a statement about the site's home, whose first parameter is the site. */
  rows<Row>(statement: FixedSql, ...values: (string | number | null)[]): Promise<Row[]> {
    return this.#home.rows<Row>(statement, ...values);
  }
}
