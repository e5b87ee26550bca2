import annotationsRead from '../sql/annotations.read-bodies.sql';
import annotationsSet from '../sql/annotations.set-body.sql';
import auditRead from '../sql/audit.read-bodies.sql';
import auditSet from '../sql/audit.set-body.sql';
import membersRead from '../sql/members.read-bodies.sql';
import membersSet from '../sql/members.set-body.sql';
import savedRead from '../sql/saved.read-bodies.sql';
import savedSet from '../sql/saved.set-body.sql';
import segmentsRead from '../sql/segments.read-bodies.sql';
import segmentsSet from '../sql/segments.set-body.sql';
import sitesSetSettings from '../sql/sites.set-settings.sql';
import sitesSettings from '../sql/sites.settings.sql';
import stagesRead from '../sql/stages.read-bodies.sql';
import stagesSet from '../sql/stages.set-body.sql';
import triggersRead from '../sql/triggers.read-bodies.sql';
import triggersSet from '../sql/triggers.set-body.sql';
import type { Json } from '../../schema/index.ts';
import type { Person } from './person.ts';
import type { Work } from './work.ts';

/** Tables of what the business wrote, each row a JSON text. */
export type BodyTable =
  | 'segments'
  | 'saved'
  | 'annotations'
  | 'stages'
  | 'triggers'
  | 'members'
  | 'audit';

export const BODIES: Readonly<Record<BodyTable, { read: FixedSql; set: FixedSql }>> = {
  segments: { read: segmentsRead, set: segmentsSet },
  saved: { read: savedRead, set: savedSet },
  annotations: { read: annotationsRead, set: annotationsSet },
  stages: { read: stagesRead, set: stagesSet },
  triggers: { read: triggersRead, set: triggersSet },
  members: { read: membersRead, set: membersSet },
  audit: { read: auditRead, set: auditSet },
};

/** Rows of a statement. */
const ROWS = 500;

/** Puts something else where the person's ids and addresses stand; how many rows had them. */
export async function redactBodies(
  { databases: { db }, site }: Work,
  person: Person,
  table: BodyTable,
): Promise<number> {
  const { read, set } = BODIES[table];
  const run = (statement: FixedSql, ...values: (string | number)[]): D1PreparedStatement =>
    db.prepare(statement).bind(site.number, ...values);
  let redacted = 0;
  for (let after: string | undefined = ''; after !== undefined;) {
    const statement = run(read, after, ROWS);
    const { results }: { results: { id: string; body: string }[] } = await statement.all<{
      id: string;
      body: string;
    }>();
    let isChanged = false;
    for (const { id, body } of results) {
      const { value, times } = person.redacted(JSON.parse(body) as Json);
      if (times === 0) continue;
      const { meta } = await run(set, id, body, JSON.stringify(value)).run();
      redacted += meta.changes;
      if (meta.changes === 0) isChanged = true;
    }
    // Somebody wrote at the same time: once more.
    if (isChanged) continue;
    after = results.length < ROWS ? undefined : results.at(-1)?.id;
  }
  return redacted;
}

/** Users whom somebody accepted by hand (design.md, Identity), and other mentions; 1 where there were any. */
export async function redactSettings(work: Work, person: Person): Promise<number> {
  const { databases: { db }, site } = work; // prettier-ignore
  const row = await db.prepare(sitesSettings).bind(site.number).first<{ settings: string }>();
  if (row === null) return 0;
  // Written by the API alone.
  const settings = JSON.parse(row.settings) as { guards?: { accepted_users?: string[] } };
  const accepted = settings.guards?.accepted_users ?? [];
  const others = accepted.filter((user) => !person.isUser(user));
  if (settings.guards && others.length < accepted.length) settings.guards.accepted_users = others;
  // Its secret and the names of its events are no mention of anybody.
  const { value } = person.redacted(settings);
  const now = JSON.stringify(value);
  if (now === row.settings) return 0;
  const { meta } = await db.prepare(sitesSetSettings).bind(site.number, row.settings, now).run();
  // Somebody wrote at the same time: once more.
  return meta.changes > 0 ? 1 : redactSettings(work, person);
}
