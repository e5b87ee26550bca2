import { now } from '../clock.ts';
import type { Env } from '../env.ts';
import { Buckets, type Pace } from './bucket.ts';
import { Problem } from './problem.ts';

/** What is counted: batches of pages by address, calls by key, keys that are none by address. */
export type Limit = 'pages' | 'key' | 'guesses';

/**
 * By isolate, so that all of them together let more through. Far over what anybody needs: 5,000 people
 * behind one address send some 1,000 batches a second, a server key may send 100 requests (api.md).
 */
export const PACES: Record<Limit, Pace> = {
  pages: { burst: 10_000, perSecond: 2_000 },
  key: { burst: 1_000, perSecond: 300 },
  guesses: { burst: 100, perSecond: 1 },
};

const buckets: Record<Limit, Buckets> = {
  pages: new Buckets(PACES.pages),
  key: new Buckets(PACES.key),
  guesses: new Buckets(PACES.guesses),
};

/** Where a request comes from; addresses are kept in memory for a moment, and nowhere else. */
export function addressIn(request: Request): string {
  return request.headers.get('cf-connecting-ip') ?? '';
}

/** Lets a request through, or answers 429. */
export async function admit(env: Env, limit: Limit, caller: string): Promise<void> {
  const wait = buckets[limit].take(caller, timeOf(env));
  if (wait > 0) throw tooMany(limit, wait);
  if (!(await isWithin(env, limit, caller))) throw tooMany(limit, 10_000);
}

/** Answers 429 where the caller has used up its tokens, without taking one. */
export function admitIfAny(env: Env, limit: Limit, caller: string): void {
  const wait = buckets[limit].waitOf(caller, timeOf(env));
  if (wait > 0) throw tooMany(limit, wait);
}

/** What Cloudflare counts for all isolates of a place, where the operator has bound it. */
async function isWithin(env: Env, limit: Limit, caller: string): Promise<boolean> {
  const binding = limit === 'guesses' ? env.LIMIT_GUESSES : env.LIMIT_REQUESTS;
  if (binding === undefined) return true;
  try {
    return (await binding.limit({ key: `${limit} ${caller}` })).success;
  } catch (error) {
    // A limiter that is down must not keep events out.
    failures++;
    console.error(JSON.stringify({ where: 'rate-limit', failures, message: String(error) }));
    return true;
  }
}

/** How often the limiter of the platform did not answer this isolate; its log and /health tell. */
let failures = 0;

export function limiterFailures(): number {
  return failures;
}

/** The tests' clock, but where it stands still: nothing would ever be let through again. */
function timeOf(env: Env): number {
  return /^\d/.test(env.SOJOURN_CLOCK ?? '') ? Date.now() : now(env);
}

/** Headers: draft-ietf-httpapi-ratelimit-headers-10. */
function tooMany(limit: Limit, wait: number): Problem {
  const { burst, perSecond } = PACES[limit];
  const seconds = String(Math.max(1, Math.ceil(wait / 1_000)));
  return new Problem('too-many-requests', `Wait ${seconds} s, then send it again.`, {
    headers: {
      'retry-after': seconds,
      ratelimit: `"${limit}";r=0;t=${seconds}`,
      'ratelimit-policy': `"${limit}";q=${burst};w=${Math.ceil(burst / perSecond)}`,
    },
  });
}
