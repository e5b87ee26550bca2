import * as v from 'valibot';
import type { Goal } from '../../history/index.ts';
import type { StageSettings } from '../../reports/index.ts';
import { filter } from '../filter.ts';
import { instant, toInstant } from '../shapes.ts';
import { DEFAULT_SETTINGS, type Settings, type Site } from '../site.ts';
import { warnings, type Warned } from '../warnings/saved.ts';

/** A site as the API shows it. */
export interface SiteBody {
  id: string;
  name: string;
  time_zone: string;
  currency: string;
  origins: string[];
  settings: Settings;
  signs_identities: boolean;
  created_at: string;
}

const events = v.pipe(
  v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
  v.maxLength(50, 'At most 50 events'),
  v.description('Names of events, in place of the usual ones.'),
);
const times = (least: number): v.GenericSchema<number> =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(100));

/** What the stages of customers go by; what is absent is as usual. */
export const stageSettings: v.GenericSchema<StageSettings> = v.strictObject({
  consideration: v.exactOptional(
    v.strictObject({ events: v.exactOptional(events), sessions: v.exactOptional(times(2)) }),
  ),
  intent: v.exactOptional(v.strictObject({ events: v.exactOptional(events) })),
  retention: v.exactOptional(
    v.strictObject({
      orders: v.exactOptional(times(2)),
      rhythm: v.exactOptional(v.pipe(v.number(), v.minValue(1), v.maxValue(10))),
    }),
  ),
  advocacy: v.exactOptional(
    v.strictObject({
      events: v.exactOptional(events),
      nps: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(10))),
      review: v.exactOptional(v.pipe(v.number(), v.minValue(1), v.maxValue(5))),
    }),
  ),
});

/** A condition of events that can convert, without a line of code. */
const goal: v.GenericSchema<Goal> = v.strictObject({
  id: v.string(),
  name: v.string(),
  event: v.exactOptional(v.string()),
  page: v.exactOptional(v.string()),
  filter: v.exactOptional(filter),
});

const shown = {
  id: v.string(),
  name: v.string(),
  time_zone: v.string(),
  currency: v.string(),
  origins: v.array(v.string()),
  settings: v.strictObject({
    conversions: v.array(v.string()),
    goals: v.array(goal),
    stages: stageSettings,
    silence_days: v.number(),
    hot_days: v.number(),
    payment_hosts: v.array(v.string()),
    opaque_origins: v.boolean(),
    staff_networks: v.array(v.string()),
    guards: v.strictObject({
      visitors_a_day: v.number(),
      accepted_users: v.array(v.string()),
    }),
  }),
  signs_identities: v.pipe(v.boolean(), v.description('`settings.identity_secret` is set.')),
  created_at: instant,
};

export const siteBody: v.GenericSchema<SiteBody> = v.strictObject(shown);

/** With what there is to say of the settings that were just changed. */
export const siteChanged: v.GenericSchema<SiteBody & Warned> = v.strictObject({
  ...shown,
  warnings: v.exactOptional(warnings),
});

export const siteExample: SiteBody = {
  id: 'shop',
  name: 'Shop',
  time_zone: 'Europe/Berlin',
  currency: 'EUR',
  origins: ['https://shop.example'],
  settings: DEFAULT_SETTINGS,
  signs_identities: false,
  created_at: '2026-11-21T12:00:00.000Z',
};

export function toSiteBody(site: Site): SiteBody {
  return {
    id: site.id,
    name: site.name,
    time_zone: site.timeZone,
    currency: site.currency,
    origins: site.origins,
    settings: site.settings,
    signs_identities: site.identitySecret !== undefined,
    created_at: toInstant(site.createdAt),
  };
}
