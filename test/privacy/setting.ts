import { env } from 'cloudflare:workers';
import type { ReadSite } from '../../worker/history/index.ts';
import { archive } from '../../worker/jobs/archive/archive.ts';
import { rebuildPiece } from '../../worker/jobs/rebuild/rebuild.ts';
import { beginJob, readJob, type Job } from '../../worker/privacy/job.ts';
import { runErasures } from '../../worker/privacy/run.ts';
import type { Scope, Subject } from '../../worker/privacy/subject.ts';
import type { Work } from '../../worker/privacy/work.ts';
import { exportEvents } from '../../worker/reports/index.ts';
import type { Databases } from '../../worker/stitch/databases.ts';
import type { Edge, Event, Line, Traits } from '../../worker/stitch/event.ts';
import { newSite, type Told } from '../reports/store.ts';
import { FOUR, shardsOf, spread, tellTo } from '../shards/several.ts';
import type { Random } from '../support/random.ts';
import { foundIn, foundInBucket } from './markers.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const START = Date.parse('2026-08-03T08:00:00Z');
export const NOW = START + 40 * DAY;

export const VISITORS = ['visitor-aa', 'visitor-bb', 'visitor-cc', 'visitor-dd'];
export const USERS = ['user-one', 'user-two', 'user-three'];

/** Visits of some people on some devices, of which a few are shared. */
export function worldOf(random: Random): Told {
  const [lines, edges, traits]: [Line[], Edge[], Traits[]] = [[], [], []];
  let ids = 0;
  const eventOf = (at: number, name: string, about: Partial<Event> = {}): Event => ({
    id: `load-${(ids >> 3).toString(36)}.${ids++}`, at, name, context: {}, ...about,
  }); // prettier-ignore
  for (const visitor of VISITORS) {
    const events: Event[] = [];
    let at = START + random.whole(0, 3) * DAY;
    for (let visits = random.whole(1, 4); visits > 0; visits--) {
      // Nobody, or somebody who is named in the middle of a visit.
      const user = random.chance(0.6) ? random.pick(USERS) : undefined;
      const from = random.whole(0, 4);
      for (let n = 0; n < 6; n++) {
        at += random.whole(1, 25) * MINUTE;
        // Before somebody is named it is whoever was there before.
        const text = `text of ${visitor} and ${(n > from && user) || 'nobody'}`;
        if (n === from && user !== undefined) {
          events.push(eventOf(at, 'identify', { user }));
          edges.push({ kind: 'identify', a: visitor, b: user, at, source: 'page' });
          traits.push({ user, at, traits: { email: `${user}@shop.example` } });
        } else if (random.chance(0.2)) {
          const props = {
            transaction_id: `order-${random.whole(1, 6)}`,
            value: n,
            currency: 'EUR',
          };
          events.push(eventOf(at, 'purchase', { props }));
        } else {
          events.push(
            eventOf(at, 'page_view', { page: `/${n}`, props: { title: text, note: text } }),
          );
        }
      }
      at += random.whole(20, 3_000) * MINUTE;
    }
    lines.push({ visitor, events });
  }
  for (const user of USERS) {
    if (random.chance(0.5)) continue;
    const at = START + random.whole(0, 9) * DAY;
    lines.push({
      user,
      events: [eventOf(at, 'support_call', { props: { subject: `of ${user}` } })],
    });
  }
  if (random.chance(0.4)) {
    const [a, b] = ['user:user-one', 'user:user-two'];
    edges.push({ kind: 'alias', a, b, at: START, source: 'server', verified: true });
  }
  return { lines, edges, traits };
}

let ids = 0;

/** Where it all stands. */
export interface Setting {
  databases: Databases;
  site: ReadSite & { id: string };
}

export async function makeSite(): Promise<Setting['site']> {
  const site = newSite();
  const id = `privacy-${site.number}`;
  await env.DB.prepare(
    `insert into sites (site, id, name, time_zone, currency, origins, settings, created_at)
     values (?1, ?2, '', 'UTC', 'EUR', '[]', '{"hot_days":5}', 0)`,
  )
    .bind(site.number, id)
    .run();
  return { ...site, id };
}

export const hourly = async ({ databases }: Setting, now: number): Promise<void> => {
  const { lake: bucket } = databases;
  if (bucket !== undefined) await archive({ ...databases, bucket, now, makeId: () => `p${++ids}` });
};

export const workOf = ({ databases, site }: Setting, now: number): Work => ({
  databases,
  site,
  now,
});

export const never = (): boolean => false;

/** Erases, hour after hour, until nothing is left to wait for. */
export async function erase(
  setting: Setting,
  subject: Subject,
  scope: Scope = 'person',
): Promise<{ job: Job; hours: number }> {
  const { id } = await beginJob(workOf(setting, NOW), { type: 'erase', subject, scope });
  for (let hours = 0; hours < 10; hours++) {
    const now = NOW + hours * HOUR;
    await hourly(setting, now);
    await runErasures(workOf(setting, now), never);
    const job = await readJob(workOf(setting, now), id);
    if (job?.status === 'done') return { job, hours };
  }
  throw new Error('It does not end');
}

export type Row = Record<string, unknown>;

/** Every event with whose it is. */
export async function eventsOf({ databases, site }: Setting): Promise<Row[]> {
  const range = { from: START - DAY, to: NOW };
  const all: Row[] = [];
  const context = { ...databases, site, now: NOW };
  for await (const rows of exportEvents(context, { range, masked: false })) all.push(...rows);
  // Sessions that lose their beginning are others.
  return all.map(({ session_id: _id, channel: _channel, ...row }) => row);
}

/** Whose it is, and all it says. */
export const nameOf = (row: Row): string => JSON.stringify(row);

export async function rebuilt({ databases, site }: Setting): Promise<string[]> {
  const changed: string[] = [];
  for (let at: string | undefined = '', first = true; first || at !== undefined; first = false) {
    const about: Parameters<typeof rebuildPiece>[0] = { ...databases, site, write: false };
    const { steps, next } = await rebuildPiece(about, first ? undefined : at);
    changed.push(...steps.flatMap((step) => step.changed));
    at = next;
  }
  return changed;
}

export async function placesWith(
  { databases, site }: Setting,
  texts: readonly string[],
): Promise<string[]> {
  const all = databases.more ?? new Map([['DB', databases.db]]);
  const found: string[] = [];
  for (const [name, db] of all)
    found.push(...(await foundIn(db, site.number, texts)).map((place) => `${name}.${place}`));
  if (databases.lake !== undefined)
    found.push(...(await foundInBucket(databases.lake, site.id, texts)));
  return found;
}

export async function settle(databases: Databases, told: Told): Promise<Setting> {
  const made = await makeSite();
  const setting = { databases, site: made };
  if (databases.more !== undefined) {
    await spread(shardsOf(databases, made), FOUR, START);
    setting.site = { ...made, spread: true };
  }
  // Some of it comes when its day is in the lake already, and again: files of several generations.
  const part = (isIn: (i: number) => boolean): Told => {
    const lines = told.lines.map((line) => ({
      ...line,
      events: line.events.filter((_, i) => isIn(i)),
    }));
    return { ...told, lines };
  };
  await tellTo(
    databases,
    setting.site,
    part((i) => i % 7 !== 3 && i % 5 !== 2),
  );
  await hourly(setting, START + 30 * DAY);
  await tellTo(
    databases,
    setting.site,
    part((i) => i % 5 !== 2),
  );
  await hourly(setting, NOW - 2 * HOUR);
  await tellTo(databases, setting.site, told);
  return setting;
}

/** A database of which a transaction waits for something else to be done. */
export function afterSomething(db: D1Database, something: () => Promise<void>): D1Database {
  return new Proxy(db, {
    get: (_, name) => {
      if (name === 'batch')
        return async (statements: D1PreparedStatement[]) => {
          await something();
          return db.batch(statements);
        };
      const member: unknown = Reflect.get(db, name);
      return typeof member === 'function' ? (member.bind(db) as unknown) : member;
    },
  });
}
