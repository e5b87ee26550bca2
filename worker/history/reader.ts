import { symbolsOf, type SiteSymbols } from '../stitch/symbol-cache.ts';
import type { GuardSettings } from './guards.ts';

/** What reading needs to know of a site. */
export interface ReadSite {
  /** Number of the site in this database. */
  number: number;
  /** IANA. */
  timeZone: string;
  currency: string;
  /** Guards the site has set; the rest is as design.md has it. */
  guards?: Partial<Pick<GuardSettings, 'visitorsADay' | 'accepted'>>;
  /** What it calls a conversion, and days of silence that end a journey; else as in definitions.md 14. */
  settings?: { conversions: readonly string[]; silence_days: number };
}

/** Reads one site for one question and counts the rows it costs. */
export class Reader {
  readonly db: D1Database;
  readonly site: ReadSite;
  readonly symbols: SiteSymbols;
  /** Rows D1 read so far. */
  rowsRead = 0;

  constructor(db: D1Database, site: ReadSite) {
    this.db = db;
    this.site = site;
    this.symbols = symbolsOf(db, site.number);
  }

  /** Rows of a statement whose first parameter is the site. */
  async rows<Row>(statement: FixedSql, ...values: (string | number | null)[]): Promise<Row[]> {
    const { results, meta } = await this.db
      .prepare(statement)
      .bind(this.site.number, ...values)
      .all<Row>();
    this.rowsRead += meta.rows_read;
    return results;
  }

  /** Learns the symbols of packed columns, so that they can be unpacked. */
  async learn(rows: readonly { names: string; strings: string }[]): Promise<void> {
    await this.symbols.load(this.db, this.symbols.unknownIn(rows));
  }
}
