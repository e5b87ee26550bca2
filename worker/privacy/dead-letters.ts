import deadLettersById from '../sql/dead_letters.by-id.sql';
import deadLettersDelete from '../sql/dead_letters.delete.sql';
import deadLettersFind from '../sql/dead_letters.find.sql';
import deadLettersInsert from '../sql/dead_letters.insert.sql';
import ledgerAdd from '../sql/ledger.add.sql';
import { countEvents, letterIn, type Letter } from '../collect/letter.ts';
import { learnErasures } from '../stitch/erasures.ts';
import { hashedId } from '../stitch/event-id.ts';
import type { Intake } from '../stitch/intake.ts';
import { idsIn, withoutErased } from '../stitch/without-erased.ts';
import { find } from './find.ts';
import type { Person } from './person.ts';
import type { Work } from './work.ts';

const DAY = 86_400_000;

/** Letters that could not be read are of no site that can be told. */
const NO_SITE = 0;

/** Texts of at least so many characters are in no letter by accident. */
const TELLING = 8;

export interface LetterRow {
  id: string;
  reason: string;
  body: string;
  at: number;
}

/** Letters of a chunk of the table in which the person's ids or addresses stand. */
export async function findLetters(
  work: Work,
  person: Person,
  { after, unread = false }: { after: string; unread?: boolean },
): Promise<{ rows: LetterRow[]; next: string | undefined }> {
  const of = unread ? NO_SITE : work.site.number;
  const all = person.needles;
  const needles = unread ? all.filter(({ length }) => length >= TELLING) : all;
  const { ids, next } = await find(work, deadLettersFind, { after, needles, of });
  const read = work.databases.db.prepare(deadLettersById).bind(of, JSON.stringify(ids));
  const { results } = await read.all<LetterRow>();
  const rows = results.filter(({ body }) => {
    const letter = readable(body);
    return letter === undefined || idsIn(letter.intake).some((one) => person.isNamed(one));
  });
  return { rows, next };
}

/**
 * What a letter says of the person is left out, as it would be on arrival; how many letters that changed.
 * One that nobody can read goes as a whole.
 */
export async function eraseLetters(work: Work, rows: readonly LetterRow[]): Promise<number> {
  const { databases: { db }, site, now } = work; // prettier-ignore
  const erasures = await learnErasures(db, site.number);
  let changed = 0;
  for (const { id, reason, body, at } of rows) {
    const letter = readable(body);
    const of = letter === undefined ? NO_SITE : site.number;
    const sifted = letter && (await withoutErased(db, letter.intake, erasures));
    const rest = letter && sifted && { ...letter, intake: sifted.intake };
    const text = rest === undefined ? '' : JSON.stringify(rest);
    if (text === body) continue;
    changed++;
    const statements = [db.prepare(deadLettersDelete).bind(of, JSON.stringify([id]))];
    if (rest !== undefined && !isEmpty(rest.intake)) {
      const events = countEvents(rest);
      const insert = db.prepare(deadLettersInsert);
      statements.push(insert.bind(of, hashedId(text), reason, events, text, at));
    }
    if (sifted !== undefined && sifted.erased > 0) {
      const row = [of, Math.floor(now / DAY), 'erased', sifted.erased];
      statements.push(db.prepare(ledgerAdd).bind(JSON.stringify([row])));
    }
    await db.batch(statements);
  }
  return changed;
}

function readable(body: string): Letter | undefined {
  try {
    return letterIn(body);
  } catch {
    return undefined;
  }
}

function isEmpty({ lines, edges, traits, quarantined }: Intake): boolean {
  return lines.length + edges.length + traits.length + quarantined.length === 0;
}
