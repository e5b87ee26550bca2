import type { StoredRow } from './stored-session.ts';

/** Ends a field. No field but `strings` holds one: visitors are printable, packed columns escape it. */
const END = '\x7f';

/** Ends `strings`, where a text ends with the one and the next begins with a mark (strings.ts). */
const END_OF_STRINGS = '\x7f ';

/** What a chunk holds of each session, as the statements of sessions.read-range*.sql have it. */
export type Depth = 'names' | 'pages' | 'whole';

/** The rows of a chunk that came as one text. */
export function rowsOfText(text: string, depth: Depth): StoredRow[] {
  const rows: StoredRow[] = [];
  const fields = new Fields(text);
  while (!fields.done) rows.push(ROW_OF[depth](fields));
  return rows;
}

/** Reads one field after the other. */
class Fields {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    return this.#at >= this.#text.length;
  }

  text(): string {
    const from = this.#at;
    const end = this.#text.indexOf(END, from);
    this.#at = end + 1;
    return this.#text.slice(from, end);
  }

  strings(): string {
    const from = this.#at;
    const end = this.#text.indexOf(END_OF_STRINGS, from);
    this.#at = end + END_OF_STRINGS.length;
    return this.#text.slice(from, end);
  }

  /** Digits alone, below 2^53. */
  number(): number {
    let value = 0;
    for (;;) {
      const digit = this.#text.charCodeAt(this.#at++) - 48;
      if (digit < 0 || digit > 9) return value;
      value = value * 10 + digit;
    }
  }
}

const ROW_OF: Record<Depth, (fields: Fields) => StoredRow> = {
  names: rowOf,
  pages: (fields) => {
    const row = rowOf(fields);
    row.pages = fields.text();
    row.strings = fields.strings();
    return row;
  },
  whole: (fields) => {
    const row = rowOf(fields);
    row.pages = fields.text();
    row.ids = fields.text();
    row.props = fields.text();
    row.facts = fields.text();
    row.strings = fields.strings();
    return row;
  },
};

function rowOf(fields: Fields): StoredRow {
  const visitor = ownText(fields.text());
  const start = fields.number();
  const end = start + fields.number();
  const marks = fields.number();
  const high = Math.floor(marks / 2 ** 32);
  return {
    visitor,
    start,
    end,
    flags: marks & 0xff,
    channel: (marks >>> 8) & 0xff,
    device: (marks >>> 16) & 0xf,
    views: (marks >>> 20) & 0xfff,
    events: high,
    country: fields.text(),
    names: fields.text(),
    times: fields.text(),
  };
}

/**
 * The text as one of its own: V8 makes a slice of 13 characters or more a view of the whole, and a
 * visitor is kept long after its chunk.
 */
function ownText(slice: string): string {
  return slice.length < 13 ? slice : slice.slice(0, 12) + ownText(slice.slice(12));
}
