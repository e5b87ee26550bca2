import { Fields } from './fields.ts';
import type { Depth } from './session-source.ts';
import type { StoredRow } from './stored-session.ts';

/**
 * Ends `strings`, where a text ends with the first and the next begins with a mark (strings.ts). No other
 * column holds either: visitors are printable, what is packed is escaped.
 */
const END_OF_STRINGS = '\x7f ';

/** A chunk of sessions as two texts, as the statements of sessions.read-range*.sql have it. */
export interface ChunkText {
  /** All columns but one; null where there is no session. */
  packed: string | null;
  /** What the others point at, where more than names and times was read. */
  strings?: string | null;
}

/** The rows of a chunk that came as text. */
export function rowsOfText({ packed, strings }: ChunkText, depth: Depth): StoredRow[] {
  const rows: StoredRow[] = [];
  const [fields, texts] = [new Fields(packed ?? ''), new Fields(strings ?? '')];
  while (!fields.done) rows.push(ROW_OF[depth](fields, texts));
  return rows;
}

const ROW_OF: Record<Depth, (fields: Fields, texts: Fields) => StoredRow> = {
  names: rowOf,
  pages: (fields, texts) => {
    const row = rowOf(fields);
    row.pages = fields.text();
    row.ids = fields.text();
    row.strings = texts.text(END_OF_STRINGS);
    return row;
  },
  whole: (fields, texts) => {
    const row = rowOf(fields);
    row.pages = fields.text();
    row.ids = fields.text();
    row.props = fields.text();
    row.facts = fields.text();
    row.strings = texts.text(END_OF_STRINGS);
    return row;
  },
};

function rowOf(fields: Fields): StoredRow {
  const visitor = fields.text();
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
