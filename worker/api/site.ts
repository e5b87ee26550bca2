import type { Env } from '../env.ts';
import { now } from '../clock.ts';
import selectSiteById from '../sql/sites.by-id.sql';
import selectSiteByNumber from '../sql/sites.by-number.sql';

/** What a site may set; what it has not set has the default of definitions.md. */
export interface Settings {
  /** Names of the events that are conversions. */
  conversions: string[];
  /** Days of silence that close a journey. */
  silence_days: number;
  /** Hosts of payment providers: coming back from them starts nothing. */
  payment_hosts: string[];
}

export const DEFAULT_SETTINGS: Settings = {
  conversions: ['purchase'],
  silence_days: 90,
  payment_hosts: [],
};

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
  /** Symbols it had when this was read; see stitch/symbols.ts. */
  symbols: number;
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
  created_at: number;
}

export function toSite(row: SiteRow): Site {
  return {
    number: row.site,
    id: row.id,
    name: row.name,
    timeZone: row.time_zone,
    currency: row.currency,
    // Written by this API alone, so their shape is known.
    origins: JSON.parse(row.origins) as string[],
    settings: { ...DEFAULT_SETTINGS, ...(JSON.parse(row.settings) as Partial<Settings>) },
    symbols: row.symbols,
    createdAt: row.created_at,
  };
}

/** How long an isolate trusts what it read: a change made elsewhere takes this long at most. */
const SITE_TTL_MS = 30_000;
const CACHED_SITES = 1_000;

interface Known {
  site: Site;
  until: number;
}
const byId = new Map<string, Known>();
const byNumber = new Map<number, Known>();

/** The site by its public id. Unknown ones are not remembered: a new site is there at once. */
export async function siteBy(env: Env, id: string): Promise<Site | undefined> {
  return fresh(env, byId.get(id)) ?? read(env, env.DB.prepare(selectSiteById).bind(id));
}

/** The site by its number, as a key names it. */
export async function siteByNumber(env: Env, number: number): Promise<Site | undefined> {
  const statement = env.DB.prepare(selectSiteByNumber).bind(number);
  return fresh(env, byNumber.get(number)) ?? read(env, statement);
}

/** This isolate forgets a changed site at once. */
export function forgetSite(site: Site): void {
  byId.delete(site.id);
  byNumber.delete(site.number);
}

function fresh(env: Env, known: Known | undefined): Site | undefined {
  return known && known.until > now(env) ? known.site : undefined;
}

async function read(env: Env, statement: D1PreparedStatement): Promise<Site | undefined> {
  const row = await statement.first<SiteRow>();
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
