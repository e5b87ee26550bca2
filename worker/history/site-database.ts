import { symbolsOf, type SiteSymbols } from '../stitch/symbol-cache.ts';

/** What the answer to one question costs, over all places that are read for it. */
export interface ReadCost {
  /** Rows D1 read so far. */
  rowsRead: number;
}

/** A statement with its values, but for the site. */
type Asked = readonly [FixedSql, ...(string | number | null)[]];

interface Waiting {
  asked: Asked;
  take: (rows: unknown[]) => void;
  reject: (error: unknown) => void;
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
  /** What is sent before anything else happens. */
  readonly #asked: Waiting[] = [];

  constructor(db: D1Database, site: number, cost: ReadCost) {
    this.#db = db;
    this.#session = db.withSession('first-primary');
    this.#site = site;
    this.#cost = cost;
    this.symbols = symbolsOf(db, site);
  }

  /** Rows of a statement whose first parameter is the site. What is asked at one moment goes together. */
  rows<Row>(statement: FixedSql, ...values: (string | number | null)[]): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      // The statement's columns.
      const take = (rows: unknown[]): void => resolve(rows as Row[]);
      if (this.#asked.push({ asked: [statement, ...values], take, reject }) > 1) return;
      // `queueMicrotask` is a call out of V8 here.
      void Promise.resolve().then(() => this.#send(this.#asked.splice(0)));
    });
  }

  /** A round trip for all of them; where one fails, each by itself. */
  async #send(waiting: readonly Waiting[]): Promise<void> {
    try {
      const answers = await this.batch(...waiting.map(({ asked }) => asked));
      waiting.forEach(({ take }, i) => take(answers[i] ?? []));
    } catch (error) {
      const [only] = waiting;
      if (only && waiting.length === 1) only.reject(error);
      else await Promise.all(waiting.map((one) => this.#send([one])));
    }
  }

  /** Rows of several statements, each with its values, in one transaction. */
  protected async batch(...asked: readonly Asked[]): Promise<unknown[][]> {
    const statements = asked.map(([statement, ...values]) =>
      this.#session.prepare(statement).bind(this.#site, ...values),
    );
    const [only] = statements;
    const isOne = only !== undefined && statements.length === 1;
    const answers = isOne ? [await only.all()] : await this.#session.batch(statements);
    for (const { meta } of answers) this.#cost.rowsRead += meta.rows_read;
    return answers.map(({ results }) => results);
  }

  /** Learns the symbols of packed columns, so that they can be unpacked. */
  async learn(rows: readonly { names: string; strings?: string }[]): Promise<void> {
    await this.symbols.load(this.#db, this.symbols.unknownIn(rows));
  }
}
