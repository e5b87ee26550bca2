import { siteClock, toMs } from '../format/time.ts';
import type { Site } from '../api/shapes.ts';

/** Sends a webhook when an event is stored for which its filter holds. */
export interface Trigger {
  id: string;
  name: string;
  event: string;
  filter: object | null;
  /** At most once a person, ever where `within` (ISO 8601) is absent. */
  once: { per: 'person'; within?: string } | null;
  url: string;
  enabled: boolean;
  /** It was switched off by itself. */
  off_because: 'gone' | 'failing' | null;
  /** Nothing is sent before, as nothing was taken several times in a row. */
  paused_until: string | null;
  /** So much waits that nothing fires. */
  full: boolean;
  updated_at: string;
}

/** What the API says of saving one. */
export interface SavedTrigger extends Trigger {
  /** Shown when it is made, and never again. */
  secret?: string;
  /** Names in it that the site has not had lately. */
  warnings?: string[];
}

export interface Delivery {
  id: string;
  status: 'pending' | 'delivered' | 'dead';
  event: { id: string; name: string | null; at: string };
  visitor: string | null;
  user: string | null;
  created_at: string;
  next_attempt_at: string | null;
  attempts: Attempt[];
}

export interface Attempt {
  at: string;
  outcome: string;
  /** Of HTTP. */
  status: number | null;
  ms: number;
}

export interface State {
  word: string;
  /** Why, and what to do. */
  because?: string;
  isGood: boolean;
}

export function stateOf(trigger: Trigger, site: Site): State {
  if (trigger.off_because === 'gone') {
    return off('The receiver said that it is gone (410). Resume it once it is back.');
  }
  if (trigger.off_because === 'failing') {
    return off('The receiver took nothing for three days. Resume it once it answers again.');
  }
  if (!trigger.enabled) return { word: 'Paused', isGood: false };
  if (trigger.full) {
    return {
      word: 'Full',
      because: '10,000 messages wait: what happens fires nothing.',
      isGood: false,
    };
  }
  const until = toMs(trigger.paused_until);
  if (until !== undefined && until > Date.now()) {
    const at = siteClock(site.time_zone).full(until);
    const because = `The receiver failed several times: nothing is sent before ${at}.`;
    return { word: 'Waits', because, isGood: false };
  }
  return { word: 'On', isGood: true };
}

function off(because: string): State {
  return { word: 'Switched off', because, isGood: false };
}

const OUTCOMES: Record<string, string> = {
  delivered: 'Delivered',
  timeout: 'No answer within 15 seconds',
  unreachable: 'Could not be reached',
  refused: 'Nothing may be sent to this address',
  off: 'The trigger was switched off',
  unjudged: 'The person could not be read',
};

/** `Delivered, 204 in 31 ms`; of a refusal what was answered. */
export function sayAttempt({ outcome, status, ms }: Attempt): string {
  const word = outcome === 'answered' ? `Answered ${status}` : (OUTCOMES[outcome] ?? outcome);
  if (outcome === 'delivered') return `${word}, ${status} in ${ms} ms`;
  return outcome === 'answered' ? `${word}, not 2xx` : word;
}

const TIMES: Record<string, string> = {
  '': 'once a person, ever',
  P1D: 'once a person in a day',
  P7D: 'once a person in 7 days',
  P30D: 'once a person in 30 days',
};

/** How often it fires: `none` is each time. */
export function onceOptions(value: string): [string, string][] {
  const options: [string, string][] = [['none', 'each time'], ...Object.entries(TIMES)];
  return options.some(([each]) => each === value)
    ? options
    : [...options, [value, `once a person within ${value}`]];
}

export function onceValue(once: Trigger['once']): string {
  return once === null ? 'none' : (once.within ?? '');
}

export function onceOf(value: string): Trigger['once'] {
  if (value === 'none') return null;
  return value === '' ? { per: 'person' } : { per: 'person', within: value };
}
