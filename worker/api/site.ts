import type { Env } from '../env.ts';
import type { Goal } from '../history/index.ts';
import type { StageSettings } from '../reports/index.ts';
import { now } from '../clock.ts';
import { toNetwork, type Network } from '../collect/staff.ts';
import selectSiteById from '../sql/sites.by-id.sql';
import selectSiteByNumber from '../sql/sites.by-number.sql';
import selectRemoved from '../sql/removals.site.sql';
import { armedIn, type Armed } from '../triggers/firings.ts';

/** What a site may set; what it has not set has the default of definitions.md. */
export interface Settings {
  /** Names of the events that are conversions, and `goal:ID` of goals that are. */
  conversions: string[];
  /** Conditions of events, made by hand. */
  goals: Goal[];
  /** What the stages of customers go by, where it is not definitions.md 13. */
  stages: StageSettings;
  /** Days of silence that close a journey. */
  silence_days: number;
  /** Days that stay in D1; older ones are moved to the lake where there is one (jobs/archive/). */
  hot_days: number;
  /** Hosts of payment providers: coming back from them starts nothing. */
  payment_hosts: string[];
  /** Takes batches of pages that cannot tell their origin: sandboxed frames, as Shopify's pixels. */
  opaque_origins: boolean;
  /** Networks of the site's own people, whose visits are not stored. */
  staff_networks: string[];
  /** What keeps people apart who are not one (design.md, Identity). */
  guards: {
    /** A user with more visitors than this on one UTC day is suspect: not joined. */
    visitors_a_day: number;
    /** Suspect users that a person has accepted. */
    accepted_users: string[];
  };
}

export const DEFAULT_SETTINGS: Settings = {
  conversions: ['purchase'],
  goals: [],
  stages: {},
  silence_days: 90,
  hot_days: 90,
  payment_hosts: [],
  opaque_origins: false,
  staff_networks: [],
  guards: { visitors_a_day: 100, accepted_users: [] },
};

/** What a row holds: only what was set, and the secret, which no answer shows. */
interface StoredSettings extends Partial<Omit<Settings, 'guards'>> {
  guards?: Partial<Settings['guards']>;
  identity_secret?: string;
}

/** A tenant: one shop or web site. */
export interface Site {
  /** Its number in this database, the key of all its rows. */
  number: number;
  /** Public: it stands in the tag. */
  id: string;
  name: string;
  /** IANA. */
  timeZone: string;
  /** ISO 4217; of amounts that state none. */
  currency: string;
  /** Exact origins that may send; `['*']` = any. */
  origins: string[];
  settings: Settings;
  /** The settings' staff networks as they are compared. */
  staffNetworks: readonly Network[];
  /** The settings' guards as reading takes them. */
  guards: { visitorsADay: number; accepted: ReadonlySet<string> };
  /** What the site's server signs identities with, see collect/signature.ts. */
  identitySecret?: string;
  /** Symbols it had when this was read; see stitch/symbols.ts. */
  symbols: number;
  /** Its sessions may be in other databases than this, see worker/shards/. */
  spread: boolean;
  /** Some of its sessions are in the lake: nothing can be told of it without one. */
  archived: boolean;
  /** What waits for its events. */
  triggers: readonly Armed[];
  createdAt: number;
}

/** A row of `sites`. */
export interface SiteRow {
  site: number;
  id: string;
  name: string;
  time_zone: string;
  currency: string;
  origins: string;
  settings: string;
  symbols: number;
  /** 0 or 1 */
  spread: number;
  /** Where it was asked for. */
  archived?: number;
  /** JSON, where it was asked for. */
  triggers?: string;
  created_at: number;
}

export function toSite(row: SiteRow): Site {
  // Written by this API alone, so their shape is known.
  const { identity_secret, ...stored } = JSON.parse(row.settings) as StoredSettings;
  const guards = { ...DEFAULT_SETTINGS.guards, ...stored.guards };
  return {
    number: row.site,
    id: row.id,
    name: row.name,
    timeZone: row.time_zone,
    currency: row.currency,
    // Written by this API alone, so their shape is known.
    origins: JSON.parse(row.origins) as string[],
    settings: { ...DEFAULT_SETTINGS, ...stored, guards },
    staffNetworks: (stored.staff_networks ?? []).flatMap((text) => {
      const network = toNetwork(text);
      return network === undefined ? [] : [network];
    }),
    guards: { visitorsADay: guards.visitors_a_day, accepted: new Set(guards.accepted_users) },
    ...(identity_secret !== undefined && { identitySecret: identity_secret }),
    symbols: row.symbols,
    spread: row.spread === 1,
    archived: row.archived === 1,
    triggers: armedIn(row.triggers ?? '[]'),
    createdAt: row.created_at,
  };
}

/** How long an isolate trusts what it read: a change made elsewhere takes this long at most. */
export const SITE_TTL_MS = 30_000;
const CACHED_SITES = 1_000;
/** How long it goes on with that while the database does not answer. */
const STALE_MS = 3_600_000;

interface Known {
  site: Site;
  until: number;
}
const byId = new Map<string, Known>();
const byNumber = new Map<number, Known>();

/** The site by its public id. Unknown ones are not remembered: a new site is there at once. */
export async function siteBy(env: Env, id: string): Promise<Site | undefined> {
  const known = byId.get(id);
  return fresh(env, known) ?? read(env, env.DB.prepare(selectSiteById).bind(id), known);
}

/** The site by its number, as a key names it. */
export async function siteByNumber(env: Env, number: number): Promise<Site | undefined> {
  const known = byNumber.get(number);
  return fresh(env, known) ?? read(env, env.DB.prepare(selectSiteByNumber).bind(number), known);
}

/** The site of an id that is being removed: to everybody but who removes it there is none. */
export async function siteInRemoval(env: Env, id: string): Promise<Site | undefined> {
  const row = await env.DB.prepare(selectRemoved).bind(id).first<SiteRow>();
  return row ? toSite(row) : undefined;
}

/** This isolate forgets a changed site at once. */
export function forgetSite(site: Site): void {
  byId.delete(site.id);
  byNumber.delete(site.number);
}

function fresh(env: Env, known: Known | undefined): Site | undefined {
  return known && known.until > now(env) ? known.site : undefined;
}

/** Where the database does not answer, what was known last holds: events must find their site. */
async function read(
  env: Env,
  statement: D1PreparedStatement,
  last: Known | undefined,
): Promise<Site | undefined> {
  let row: SiteRow | null;
  try {
    row = await statement.first<SiteRow>();
  } catch (error) {
    if (last === undefined || last.until + STALE_MS < now(env)) throw error;
    return last.site;
  }
  if (!row) return undefined;
  const site = toSite(row);
  if (byId.size >= CACHED_SITES) {
    byId.clear();
    byNumber.clear();
  }
  const known = { site, until: now(env) + SITE_TTL_MS };
  byId.set(site.id, known);
  byNumber.set(site.number, known);
  return site;
}
