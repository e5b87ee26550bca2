import { symbolsOf, type SiteSymbols } from '../stitch/symbol-cache.ts';

/** What the answer to one question costs, over all places that are read for it. */
export interface ReadCost {
  /** Rows D1 read so far. */
  rowsRead: number;
}

/** One database, asked about one site. */
export class SiteDatabase {
  readonly symbols: SiteSymbols;
  readonly #db: D1Database;
  /**
   * What one question reads is of one state or later ones, whichever replica answers; the first statement
   * goes to the primary, so that what was written before is seen.
   */
  readonly #session: D1DatabaseSession;
  readonly #site: number;
  readonly #cost: ReadCost;

  constructor(db: D1Database, site: number, cost: ReadCost) {
    this.#db = db;
    this.#session = db.withSession('first-primary');
    this.#site = site;
    this.#cost = cost;
    this.symbols = symbolsOf(db, site);
  }

  /** Rows of a statement whose first parameter is the site. */
  async rows<Row>(statement: FixedSql, ...values: (string | number | null)[]): Promise<Row[]> {
    const { results, meta } = await this.#session
      .prepare(statement)
      .bind(this.#site, ...values)
      .all<Row>();
    this.#cost.rowsRead += meta.rows_read;
    return results;
  }

  /** Rows of several statements, each with its values, in one transaction. */
  protected async batch(
    ...asked: readonly [FixedSql, ...(string | number | null)[]][]
  ): Promise<unknown[][]> {
    const statements = asked.map(([statement, ...values]) =>
      this.#session.prepare(statement).bind(this.#site, ...values),
    );
    const answers = await this.#session.batch(statements);
    for (const { meta } of answers) this.#cost.rowsRead += meta.rows_read;
    return answers.map(({ results }) => results);
  }

  /** Learns the symbols of packed columns, so that they can be unpacked. */
  async learn(rows: readonly { names: string; strings?: string }[]): Promise<void> {
    await this.symbols.load(this.#db, this.symbols.unknownIn(rows));
  }
}
