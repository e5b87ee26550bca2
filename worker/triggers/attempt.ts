import { refusalOf, type Bounds } from './target.ts';
import { signed, type Message } from './sign.ts';
import type { Trigger } from './trigger.ts';

/** How sending goes. */
export interface Sending {
  /** See worker/env.ts. */
  allowed: readonly string[];
  /** Milliseconds that a consumer may take. */
  patience: number;
}

/** What became of one try to send. */
export interface Attempt {
  /** Milliseconds since 1970 UTC. */
  at: number;
  outcome: 'delivered' | 'answered' | 'timeout' | 'unreachable' | 'refused' | 'off' | 'unjudged';
  /** Of the answer, where there was one. */
  status?: number;
  /** Milliseconds it took. */
  ms: number;
}

export interface Tried {
  attempt: Attempt;
  /** What the answer asked for by `Retry-After`, milliseconds. */
  wish?: number;
}

/**
 * Sends a message once. Redirects are not followed, for they lead where nobody has looked; the answer's body is
 * not read, for it is nobody's here.
 */
export async function attempt(
  message: Message,
  { url, secrets, own_host: ownHost }: Pick<Trigger, 'url' | 'secrets' | 'own_host'>,
  { allowed, patience }: Sending,
): Promise<Tried> {
  const { at, body } = message;
  const bounds: Bounds = { ownHost, allowed };
  if (refusalOf(url, bounds) !== undefined) return { attempt: { at, outcome: 'refused', ms: 0 } };
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Sojourn-Webhooks',
    ...(await signed(message, secrets)),
  };
  const started = Date.now();
  const told = (rest: Pick<Attempt, 'outcome' | 'status'>): Attempt => ({
    at,
    ...rest,
    ms: Date.now() - started,
  });
  const signal = AbortSignal.timeout(patience);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal,
    });
    const { status } = response;
    await response.body?.cancel();
    const outcome = status >= 200 && status < 300 ? 'delivered' : 'answered';
    return { attempt: told({ outcome, status }), ...wishOf(response, at) };
  } catch {
    return { attempt: told({ outcome: signal.aborted ? 'timeout' : 'unreachable' }) };
  }
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function wishOf(response: Response, now: number): { wish?: number } {
  const text = response.headers.get('retry-after');
  if (text === null) return {};
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return ms > 0 ? { wish: ms } : {};
}
