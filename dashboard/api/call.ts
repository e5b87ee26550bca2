import { keyInUse, signOut } from './key.ts';

/** What the API refuses, in its own words (RFC 9457). */
export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface Call {
  /** With a body it is a POST. */
  body?: object;
  signal?: AbortSignal;
  /** Instead of the key in use: tried before it is kept. */
  key?: string;
}

/** Calls the API and gives its JSON. A key that is no longer accepted ends the sign-in. */
export async function call<T>(path: string, { body, signal, key }: Call = {}): Promise<T> {
  const headers = new Headers({ accept: 'application/json' });
  headers.set('authorization', `Bearer ${key ?? keyInUse.value ?? ''}`);
  const init: RequestInit = { headers, cache: 'no-store', credentials: 'omit' };
  if (signal) init.signal = signal;
  if (body) {
    init.method = 'POST';
    init.body = JSON.stringify(body);
    headers.set('content-type', 'application/json');
  }
  const response = await fetch(path, init).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new ApiError(0, 'The server did not answer. Check the connection and try again.');
  });
  if (response.ok) {
    // The shape is the API's promise, held by its own tests.
    return (await response.json()) as T;
  }
  if (response.status === 401 && key === undefined) signOut('This key is no longer accepted.');
  throw new ApiError(response.status, await problem(response));
}

async function problem(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => undefined);
  if (typeof body === 'object' && body !== null) {
    if ('detail' in body && typeof body.detail === 'string') return body.detail;
    if ('title' in body && typeof body.title === 'string') return body.title;
  }
  return `The server answered ${response.status}.`;
}
