import accountsById from '../sql/accounts.by-id.sql';
import accountsFind from '../sql/accounts.find.sql';
import accountsGuard from '../sql/accounts.guard.sql';
import accountsUpsert from '../sql/accounts.upsert.sql';
import usersById from '../sql/users.by-id.sql';
import usersFind from '../sql/users.find.sql';
import usersGuard from '../sql/users.guard.sql';
import usersUpsert from '../sql/users.upsert.sql';
import type { StoredTraits } from '../stitch/traits.ts';
import { find } from './find.ts';
import type { Person } from './person.ts';
import type { Work } from './work.ts';

/** A table of traits, and its statements. */
interface Table {
  find: FixedSql;
  byId: FixedSql;
  guard: FixedSql;
  upsert: FixedSql;
}

const TRAITS = {
  users: { find: usersFind, byId: usersById, guard: usersGuard, upsert: usersUpsert },
  accounts: {
    find: accountsFind,
    byId: accountsById,
    guard: accountsGuard,
    upsert: accountsUpsert,
  },
} as const satisfies Record<string, Table>;

interface Row {
  id: string;
  traits: string;
  first_at: number;
}

/** Takes the person out of what was said of others, a chunk of a table at a time. */
export async function redactTraits(
  work: Work,
  person: Person,
  { table, after }: { table: 'users' | 'accounts'; after: string },
): Promise<{ found: number; next: string | undefined }> {
  const { databases: { db }, site } = work; // prettier-ignore
  const { byId, guard, upsert, find: statement } = TRAITS[table];
  const { ids, next } = await find(work, statement, { after, needles: person.needles });
  if (ids.length === 0) return { found: 0, next };
  const bound = (sql: FixedSql, rows: unknown): D1PreparedStatement =>
    db.prepare(sql).bind(site.number, JSON.stringify(rows));
  const { results } = await bound(byId, ids).all<Row>();
  const changed = results.flatMap((row) => {
    const traits = withoutPerson(row.traits, person);
    return traits === row.traits ? [] : [{ ...row, before: row.traits, traits }];
  });
  if (changed.length === 0) return { found: 0, next };
  await db.batch([
    bound(guard, changed.map(({ id, before }) => [id, before])),
    bound(upsert, changed.map(({ id, traits, first_at }) => [id, traits, first_at])),
  ]); // prettier-ignore
  return { found: changed.length, next };
}

/** A trait that names the person goes as a whole: half of it would say something else. */
function withoutPerson(json: string, person: Person): string {
  // Written by stitch/traits-plan.ts alone.
  const traits = Object.entries(JSON.parse(json) as StoredTraits);
  const others = traits.filter(([, [value]]) => person.redacted(value).times === 0);
  return others.length === traits.length ? json : JSON.stringify(Object.fromEntries(others));
}
