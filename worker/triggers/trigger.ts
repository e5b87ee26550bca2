import type { Filter } from '../reports/index.ts';

/** Signs what is sent. One that was replaced goes on signing for a while, so that nothing is refused. */
export interface Secret {
  /** `whsec_` and 24 random bytes in base64 (Standard Webhooks 1.0). */
  secret: string;
  /** Milliseconds; absent: it is the one in force. */
  until?: number;
}

/** Why a trigger was switched off by itself: its address is gone (410), or has failed for three days. */
export type OffBecause = 'gone' | 'failing';

/** What a trigger's row holds. */
export interface Trigger {
  name: string;
  /** Name of the event, as it is stored. */
  event: string;
  filter?: Filter;
  /** Absent: for each event. */
  once?: { per: 'person'; within?: string };
  url: string;
  enabled: boolean;
  off_because?: OffBecause;
  /** Events before have nothing to do with it, milliseconds: when it was made, or switched on again. */
  since: number;
  /** Its consumer has just failed several times in a row: nothing is sent before. */
  paused?: { until: number; times: number };
  /** More waits than is kept: what happens fires nothing until half of it is gone. */
  full?: boolean;
  /** When it was so last, as far as anybody looked, milliseconds: what happened then fired nothing. */
  full_at?: number;
  /** Where the API was when the address was saved: what is sent must not come back. */
  own_host: string;
  /** The one in force first. */
  secrets: Secret[];
}

/** The trigger that a row holds. Written by the API alone, so its shape is known. */
export function triggerIn(body: string): Trigger {
  return JSON.parse(body) as Trigger;
}

/** How long a secret that was replaced still signs, milliseconds: a day to bring the new one out. */
export const ROTATION = 86_400_000;

/** The same with a new secret in force; of those before the last stays for a day. */
export function withSecret(trigger: Trigger, secret: string, now: number): Trigger {
  const [current] = trigger.secrets;
  const before = current === undefined ? [] : [{ secret: current.secret, until: now + ROTATION }];
  return { ...trigger, secrets: [{ secret }, ...before] };
}

/** 192 bits, the least that Standard Webhooks allows. */
export function mintSecret(): string {
  return `whsec_${crypto.getRandomValues(new Uint8Array(24)).toBase64()}`;
}
