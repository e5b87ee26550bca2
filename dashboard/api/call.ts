import { keyInUse, signOut } from './key.ts';

/** One thing that is wrong with what was sent. */
export interface Fault {
  /** RFC 6901, from the root of the body: `/filter/and/0/value`. */
  pointer: string;
  detail: string;
}

/** What the API refuses, in its own words (RFC 9457). */
export class ApiError extends Error {
  readonly status: number;
  readonly faults: readonly Fault[];
  constructor(status: number, message: string, faults: readonly Fault[] = []) {
    super(message);
    this.status = status;
    this.faults = faults;
  }
}

export interface Call {
  /** Absent: `POST` where there is a body, else `GET`. */
  method?: 'POST' | 'PATCH' | 'DELETE';
  body?: object;
  signal?: AbortSignal;
  /** Instead of the key in use: tried before it is kept. */
  key?: string;
  /** JSON where absent. */
  accept?: string;
}

/** Calls the API and gives its JSON, undefined where it says nothing. */
export async function call<T>(path: string, how: Call = {}): Promise<T> {
  const response = await ask(path, how);
  if (response.status === 204) return undefined as T;
  // The shape is the API's promise, held by its own tests.
  return (await response.json()) as T;
}

/** What the API answers where it does what it was asked. A key that is no longer accepted ends the sign-in. */
export async function ask(path: string, how: Call = {}): Promise<Response> {
  const { method, body, signal, key, accept = 'application/json' } = how;
  const headers = new Headers({ accept });
  headers.set('authorization', `Bearer ${key ?? keyInUse.value ?? ''}`);
  const init: RequestInit = { headers, cache: 'no-store', credentials: 'omit' };
  if (signal) init.signal = signal;
  if (method) init.method = method;
  if (body) {
    init.method ??= 'POST';
    init.body = JSON.stringify(body);
    headers.set('content-type', 'application/json');
  }
  const response = await fetch(path, init).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new ApiError(0, 'The server did not answer. Check the connection and try again.');
  });
  if (response.ok) return response;
  if (response.status === 401 && key === undefined) signOut('This key is no longer accepted.');
  const problem: unknown = await response.json().catch(() => undefined);
  throw new ApiError(response.status, detailOf(problem, response.status), faultsOf(problem));
}

function detailOf(body: unknown, status: number): string {
  if (typeof body === 'object' && body !== null) {
    if ('detail' in body && typeof body.detail === 'string') return body.detail;
    if ('title' in body && typeof body.title === 'string') return body.title;
  }
  return `The server answered ${status}.`;
}

function faultsOf(body: unknown): Fault[] {
  if (typeof body !== 'object' || body === null || !('errors' in body)) return [];
  // What is no proxy's page but a problem of the API has them in this shape.
  return Array.isArray(body.errors) ? (body.errors as Fault[]) : [];
}
