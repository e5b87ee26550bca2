import { mayChange } from '../api/key.ts';
import { pagePath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { humanise } from '../format/words.ts';

/** One thing that was looked at (worker/api/health/check.ts). */
export interface Check {
  check: string;
  status: string;
  detail: string;
  /** What to do, where something is to be done. */
  advice: string | null;
}

export interface Health {
  status: string;
  checked_at: string;
  checks: Check[];
}

interface Standing {
  /** Of one thing. */
  word: string;
  /** Of the site, where this is the worst. */
  whole: string;
  tone: string;
}

/** Also what a page that is older than the Worker does not know. */
const WARN: Standing = {
  word: 'Worth a look',
  whole: 'Something is worth a look',
  tone: 'out-warn',
};

/** The worst first. */
const STANDINGS: [status: string, standing: Standing][] = [
  ['fail', { word: 'Broken', whole: 'Something is broken', tone: 'out-bad' }],
  ['warn', WARN],
  ['ok', { word: 'Fine', whole: 'All is fine', tone: 'out-converted' }],
];

export function standingOf(status: string): Standing {
  return STANDINGS.find(([each]) => each === status)?.[1] ?? WARN;
}

/** The worst first, else in the order of the API, which is that of an event's way. */
export function worstFirst(checks: readonly Check[]): Check[] {
  return checks.toSorted((a, b) => rank(a.status) - rank(b.status));
}

function rank(status: string): number {
  const at = STANDINGS.findIndex(([each]) => each === status);
  return at === -1 ? 1 : at;
}

const NAMES: Record<string, string> = {
  events: 'The last event',
  refused: 'Refused',
  quarantined: 'Quarantined: broke a rule',
  duplicates: 'Came again',
  lost: 'Lost by browsers',
  late: 'Came late',
  clocks: 'Clocks that are off',
  bots: 'Bots',
  dead_letters: 'What the queue could not store',
  archive: 'The archive',
  webhooks: 'Webhooks',
};

export function nameOf(check: string): string {
  return Object.hasOwn(NAMES, check) ? (NAMES[check] ?? '') : humanise(check);
}

/** Where one acts: a page of ours where there is one, else what the API takes, if it takes anything. */
export function placeToAct(check: Check, site: Site): [href: string, label: string] | undefined {
  if (check.advice === null) return undefined;
  if (check.check === 'webhooks' && mayChange()) {
    return [pagePath(site.id, 'triggers'), 'Open the triggers'];
  }
  return /\b(GET|PATCH|POST) |docs\/api/.test(check.advice) ? ['/docs', 'API docs'] : undefined;
}
