import ledgerAddErasedQuarantine from '../sql/ledger.add-erased-quarantine.sql';
import quarantineById from '../sql/quarantine.by-id.sql';
import quarantineDelete from '../sql/quarantine.delete.sql';
import quarantineFind from '../sql/quarantine.find.sql';
import type { Json } from '../../schema/index.ts';
import type { QuarantineRow } from '../collect/replay.ts';
import { find } from './find.ts';
import type { Person } from './person.ts';
import type { Work } from './work.ts';

/** Broken events of a chunk of the table that are the person's, or speak of them. */
export async function findQuarantined(
  work: Work,
  person: Person,
  after: string,
): Promise<{ rows: QuarantineRow[]; next: string | undefined }> {
  const { databases, site } = work;
  const { ids, next } = await find(work, quarantineFind, { after, needles: person.needles });
  const read = databases.db.prepare(quarantineById).bind(site.number, JSON.stringify(ids));
  const { results } = await read.all<QuarantineRow>();
  const rows = results.filter(({ visitor, body, envelope }) => {
    // Our own JSON.
    const parts = {
      body: JSON.parse(body) as Json,
      envelope: JSON.parse(envelope || 'null') as Json,
    };
    return person.isNamedIn({ visitor, ...parts });
  });
  return { rows, next };
}

export async function eraseQuarantined(
  { databases: { db }, site }: Work,
  rows: readonly QuarantineRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const ids = JSON.stringify(rows.map(({ id }) => id));
  await db.batch([
    db.prepare(ledgerAddErasedQuarantine).bind(site.number, ids),
    db.prepare(quarantineDelete).bind(site.number, ids),
  ]);
}
