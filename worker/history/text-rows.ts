import { unescapeText } from '../stitch/strings.ts';
import { Fields, ownText } from './fields.ts';
import { FittingLimit } from './fitting.ts';

/** Rows that a statement joined to one text, each of so many fields. */
export interface RowsText {
  count: number;
  /** Null where there is no row. */
  packed: string | null;
}

export interface TextRowsOptions<Row> {
  /** Rows asked for at first, and at most. */
  first: number;
  most: number;
  /** Asks for rows after one, or from the beginning, and has free texts escaped where that is needed. */
  read: (last: Row | undefined, limit: number, escapes: 0 | 1) => Promise<RowsText | undefined>;
  rowOf: (fields: RowFields) => Row;
}

/** The fields of rows whose free texts may be escaped. */
export class RowFields extends Fields {
  readonly #isEscaped: boolean;

  constructor(text: string, isEscaped: boolean) {
    super(text);
    this.#isEscaped = isEscaped;
  }

  /** A text that somebody outside wrote, as one of its own. */
  free(): string {
    const text = this.text();
    return ownText(this.#isEscaped ? unescapeText(text) : text);
  }
}

/**
 * Rows in their order, a chunk at a time. Texts come as they are, and only where one holds what ends a
 * field, which the number of fields tells, the chunk is asked for once more with all of them escaped.
 */
export async function* rowsInTexts<Row>(options: TextRowsOptions<Row>): AsyncGenerator<Row[]> {
  const { first, most, read, rowOf } = options;
  const fitting = new FittingLimit({ first, most });
  let last: Row | undefined;
  let escapes: 0 | 1 = 0;
  for (;;) {
    const { answer, limit } = await fitting.read(async (rows) => {
      return (await read(last, rows, escapes)) ?? { count: 0, packed: null };
    });
    const fields = new RowFields(answer.packed ?? '', escapes === 1);
    const rows = Array.from({ length: answer.count }, () => rowOf(fields));
    if (!fields.done && escapes === 0) {
      escapes = 1;
      continue;
    }
    if (rows.length > 0) yield rows;
    if (answer.count < limit) return;
    last = rows.at(-1);
  }
}
