import { exports } from 'cloudflare:workers';
import { expect } from 'vitest';
import { faultsOf } from './openapi.ts';

/** The operator's key of the tests, see vitest.config.ts. */
export const OPERATOR = 'op_for_tests_only';

export const HOST = 'https://sojourn.example';

export interface Ask {
  method?: string;
  key?: string;
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** Asks the Worker, and holds its answer against the API's description. */
export async function ask(path: string, about: Ask = {}): Promise<Response> {
  const { key, body, headers, method = body === undefined ? 'GET' : 'POST' } = about;
  return send(
    new Request(HOST + path, {
      method,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
}

/** Sends a request as it is. */
export async function send(request: Request): Promise<Response> {
  const response = await exports.default.fetch(request.clone());
  expect(await faultsOf(request, response)).toEqual([]);
  return response;
}

let made = 0;

/** A new site, for one test alone: each file has a database of its own, not each test. */
export async function makeSite(changes: Record<string, unknown> = {}): Promise<string> {
  const id = `site-${++made}-${Math.random().toString(36).slice(2, 8)}`;
  const response = await ask('/v1/sites', {
    key: OPERATOR,
    body: {
      id,
      name: 'Shop',
      time_zone: 'Europe/Berlin',
      currency: 'EUR',
      origins: ['https://shop.example'],
      ...changes,
    },
  });
  expect(response.status).toBe(201);
  return id;
}

export interface MadeKey {
  id: string;
  kind: string;
  label: string;
  key: string;
}

/** A new key of the site. */
export async function makeKey(site: string, kind: string): Promise<MadeKey> {
  const response = await ask(`/v1/sites/${site}/keys`, {
    key: OPERATOR,
    body: { kind, label: `a ${kind} key` },
  });
  expect(response.status).toBe(201);
  return response.json<MadeKey>();
}
