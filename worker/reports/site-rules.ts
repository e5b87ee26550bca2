import { EVENT, toCurrency, toMinor } from '../../schema/index.ts';
import type { ReadSite } from '../history/reader.ts';
import type { Event } from '../stitch/event.ts';
import { goalsAmong, namesAmong } from './goals.ts';
import type { Step } from './query.ts';
import { DEFAULT_STAGE_RULES, SILENCE, stageRulesOf, type StageRules } from './stage-rules.ts';

/** What a site may decide about journeys and conversions (definitions.md 14). */
export interface SiteRules {
  /** Names of the events that are conversions. */
  conversions: ReadonlySet<string>;
  /** Conditions of events that are conversions besides. */
  goals: readonly Step[];
  /** Milliseconds of silence after which a journey has lapsed. */
  silence: number;
  stages: StageRules;
  /** Of amounts that state none. */
  currency: string;
}

const DAY = 86_400_000;

export const DEFAULT_RULES: SiteRules = {
  conversions: new Set([EVENT.purchase]),
  goals: [],
  silence: SILENCE,
  stages: DEFAULT_STAGE_RULES,
  currency: '',
};

export function rulesOf({ settings, currency }: ReadSite): SiteRules {
  if (settings === undefined) return { ...DEFAULT_RULES, currency };
  const silence = settings.silence_days * DAY;
  return {
    conversions: new Set(namesAmong(settings.conversions)),
    goals: goalsAmong(settings.conversions, settings.goals ?? []),
    silence,
    stages: stageRulesOf(silence, settings.stages),
    currency,
  };
}

/** Conversions that are no orders: each such event is one. */
export function otherConversions({ conversions }: SiteRules): string[] {
  return [...conversions].filter((name) => name !== EVENT.purchase);
}

/** What an event says it is worth; undefined: it does not say. */
export function worthOf(
  { props = {} }: Pick<Event, 'props'>,
  siteCurrency: string,
): { currency: string; minor: number } | undefined {
  const currency = toCurrency(props['currency']) ?? siteCurrency;
  if (props['value'] === undefined || currency === '') return undefined;
  const amount = toMinor(props['value'], currency);
  return amount.ok ? { currency, minor: amount.minor } : undefined;
}
