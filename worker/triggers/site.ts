import type { Goal, ReadSite } from '../history/index.ts';
import type { StageSettings } from '../reports/index.ts';
import { DEFAULT_RULES } from '../reports/site-rules.ts';
import sitesByNumber from '../sql/sites.by-number.sql';
import type { Databases } from '../stitch/databases.ts';
import { triggerIn, type Trigger } from './trigger.ts';

const DAY = 86_400_000;

/** A site with its triggers, by id. */
export type TriggeredSite = ReadSite & { id: string; triggers: ReadonlyMap<string, Trigger> };

interface Row {
  id: string;
  time_zone: string;
  currency: string;
  settings: string;
  spread: number;
  archived: number;
  triggers: string;
}

/** What the API wrote of it, as far as judging goes by it. */
interface Stored {
  conversions?: string[];
  goals?: Goal[];
  stages?: StageSettings;
  silence_days?: number;
  guards?: { visitors_a_day?: number; accepted_users?: string[] };
}

/** Undefined: it is removed, or not all that holds its sessions is bound. */
export async function triggeredSite(
  { db, more, lake }: Databases,
  number: number,
): Promise<TriggeredSite | undefined> {
  const row = await db.prepare(sitesByNumber).bind(number).first<Row>();
  if (row === null) return undefined;
  // Half of a person would look like all of it.
  const isHalf =
    (row.spread === 1 && more === undefined) || (row.archived === 1 && lake === undefined);
  if (isHalf) return undefined;
  // Written by the API alone.
  const { guards = {}, ...stored } = JSON.parse(row.settings) as Stored;
  // Made by the statement.
  const rows = JSON.parse(row.triggers) as [id: string, body: string][];
  return {
    number, id: row.id, timeZone: row.time_zone, currency: row.currency, spread: row.spread === 1,
    guards: {
      ...(guards.visitors_a_day !== undefined && { visitorsADay: guards.visitors_a_day }),
      accepted: new Set(guards.accepted_users),
    },
    settings: {
      conversions: stored.conversions ?? [...DEFAULT_RULES.conversions],
      silence_days: stored.silence_days ?? DEFAULT_RULES.silence / DAY,
      goals: stored.goals ?? [],
      stages: stored.stages ?? {},
    },
    triggers: new Map(rows.map(([id, body]) => [id, triggerIn(body)])),
  }; // prettier-ignore
}
