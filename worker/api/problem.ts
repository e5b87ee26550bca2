import { TooMuch } from '../reports/too-much.ts';

export type ProblemType =
  | 'invalid-json'
  | 'invalid-page'
  | 'unauthorized'
  | 'forbidden'
  | 'origin-not-allowed'
  | 'not-found'
  | 'method-not-allowed'
  | 'conflict'
  | 'too-large'
  | 'unsupported-media-type'
  | 'invalid-input'
  | 'invalid-batch'
  | 'idempotency-key-reused'
  | 'too-many-requests'
  | 'internal'
  | 'unavailable'
  | 'not-configured';

/**
 * Every error Sojourn answers, in one place: RFC 9457 problem details. Each type has its page,
 * docs/problems/TYPE.md. A body never holds anything internal.
 */
export const PROBLEMS: Record<ProblemType, { status: number; title: string }> = {
  'invalid-json': { status: 400, title: 'The body is not JSON' },
  'invalid-page': { status: 400, title: 'The limit or cursor cannot be used' },
  unauthorized: { status: 401, title: 'A valid key is needed' },
  forbidden: { status: 403, title: 'This kind of key may not do that' },
  'origin-not-allowed': { status: 403, title: 'This origin may not send to this site' },
  'not-found': { status: 404, title: 'There is no such thing, or this key cannot see it' },
  'method-not-allowed': { status: 405, title: 'The path does not take this method' },
  conflict: { status: 409, title: 'It exists already or is in use' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body has a type that is not taken here' },
  'invalid-input': { status: 422, title: 'The request does not fit its description' },
  'invalid-batch': { status: 422, title: 'The batch can never be stored' },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key belongs to another request',
  },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'The database cannot answer right now' },
  'not-configured': { status: 503, title: 'The operator has not finished the set-up' },
};

/** One thing that is wrong with the input. */
export interface Fault {
  in: 'body' | 'query' | 'path' | 'header';
  /** RFC 6901, from the root of the body, or of the parameters by name. */
  pointer: string;
  detail: string;
  /** The known name or value closest to what was given. */
  nearest?: string;
}

/** What a thrown problem may say beyond its type. */
export interface ProblemInit {
  errors?: Fault[];
  headers?: Record<string, string>;
  /** Further members of the body, such as counts of a batch. */
  members?: Record<string, unknown>;
}

/** Thrown anywhere in a request, answered by `respond`. */
export class Problem extends Error {
  readonly type: ProblemType;
  readonly init: ProblemInit;

  constructor(type: ProblemType, detail: string, init: ProblemInit = {}) {
    super(detail);
    this.type = type;
    this.init = init;
  }
}

/** The problem as it goes over the wire. */
export function respond(problem: Problem): Response {
  const { status, title } = PROBLEMS[problem.type];
  const { errors, headers, members } = problem.init;
  const body = {
    type: `/docs/problems/${problem.type}`,
    title,
    status,
    detail: problem.message,
    ...(errors ? { errors } : {}),
    ...members,
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...headers,
    },
  });
}

/** D1's passing troubles: developers.cloudflare.com/d1/observability/debug-d1 */
const PASSING =
  /overloaded|connection lost|reset because|exceeded timeout|too many requests|starting up|object was reset/i;

/** Any thrown thing as a problem. What is not ours is logged without payloads or keys. */
export function toProblem(thrown: unknown, where: string): Problem {
  if (thrown instanceof Problem) return thrown;
  if (thrown instanceof TooMuch) return new Problem('invalid-input', thrown.message);
  const message = thrown instanceof Error ? thrown.message : '';
  // D1's own messages name statements and columns, never values; others may quote what was sent.
  const fromD1 = message.startsWith('D1_');
  const frames = thrown instanceof Error ? (thrown.stack ?? '').split('\n').filter(isFrame) : [];
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  console.error(JSON.stringify({ where, name, ...(fromD1 ? { message } : {}), frames }));
  if (fromD1 && PASSING.test(message)) {
    const headers = { 'retry-after': '2' };
    return new Problem('unavailable', 'Try again in a moment.', { headers });
  }
  return new Problem('internal', 'The fault is logged. Trying again may help.');
}

function isFrame(line: string): boolean {
  return /^\s+at /.test(line);
}
