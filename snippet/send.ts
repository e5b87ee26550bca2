import type { Sealed } from './queue.ts';

/** What came of an attempt, and for `retry` how long the collector asked to wait, in ms. */
export type Outcome =
  | { is: 'stored' }
  | { is: 'unreachable' }
  | { is: 'retry'; after: number }
  | { is: 'split'; status: number }
  | { is: 'drop'; status: number };

/** An answer that takes longer counts as none, ms. */
const patience = 10_000;
/** The longest wait a collector may ask for, ms. */
const longest = 3_600_000;

export const bodyOf = (batch: Sealed): string =>
  `{"sent_at":${Date.now()},${batch.head},"events":[${batch.events}]}`;

/** One attempt to hand a batch to the collector. `keepalive` lets it outlive the page. */
export const send = async (url: string, batch: Sealed, keepalive: boolean): Promise<Outcome> => {
  const body = bodyOf(batch);
  try {
    return await judge(await ask(url, body, keepalive));
  } catch {
    return { is: 'unreachable' };
  }
};

const ask = (url: string, body: string, keepalive: boolean): Promise<Response> => {
  try {
    // A string goes as text/plain, which needs no preflight.
    const signal = AbortSignal.timeout(patience);
    return fetch(url, { method: 'POST', body, keepalive, redirect: 'error', signal });
  } catch (error) {
    // There is no fetch, or the page's wrapper throws. A beacon has no answer, so the batch stays.
    navigator.sendBeacon(url, body);
    throw error;
  }
};

/**
 * | answer | then |
 * |---|---|
 * | 2xx with nothing or JSON in it | stored |
 * | 2xx with anything else (a captive portal's page), 408, 425, 429, 5xx | retry |
 * | 400, 413, 422 | split: the halves go again, down to the one event at fault |
 * | other 4xx | drop, and report |
 */
const judge = async (answer: Response): Promise<Outcome> => {
  const { status } = answer;
  if (answer.ok && /^({|$)/.test(await answer.text())) return { is: 'stored' };
  if (/^4(00|13|22)/.test(`${status}`)) return { is: 'split', status };
  if (/^4(?!08|25|29)/.test(`${status}`)) return { is: 'drop', status };
  return { is: 'retry', after: wait(answer.headers.get('retry-after')) };
};

/** `Retry-After` in ms, whichever of its two forms; 0 where it makes no sense. */
const wait = (header: string | null): number => {
  const asked = Number(header) * 1_000 || Date.parse(header ?? '') - Date.now();
  return Math.min(Math.max(asked || 0, 0), longest);
};
