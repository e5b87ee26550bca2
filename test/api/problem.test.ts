import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, test, vi, type MockInstance } from 'vitest';
import { makeApp } from '../../worker/api/app.ts';
import { operation } from '../../worker/api/operation.ts';
import { Problem } from '../../worker/api/problem.ts';

let log: MockInstance<typeof console.error>;

beforeEach(() => {
  log = vi.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => log.mockRestore());

/** What an app answers whose only operation throws. */
async function answerTo(thrown: unknown): Promise<Response> {
  const failing = operation({
    method: 'GET',
    path: '/fails',
    operationId: 'fails',
    tag: 'Service',
    summary: 'Fail',
    needs: 'nothing',
    answers: { 200: { description: 'never' } },
    example: {},
    handle: () => Promise.reject(thrown as Error),
  });
  return makeApp({ operations: [failing] }).request('/fails', {}, env);
}

const secret = 'ann@example.com sk_0123456789';

test('says nothing of the inside where something unexpected breaks, nor logs what was sent', async () => {
  const response = await answerTo(new SyntaxError(`Unexpected token in "${secret}"`));
  expect(response.status).toBe(500);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const body = await response.text();
  expect(JSON.parse(body)).toEqual({
    type: '/docs/problems/internal',
    title: 'Something went wrong on our side',
    status: 500,
    detail: 'The fault is logged. Trying again may help.',
  });
  const lines = JSON.stringify(log.mock.calls);
  expect(lines).toContain('SyntaxError');
  expect(lines).toContain('problem.test');
  expect(lines).not.toContain(secret);
});

test.each([
  'D1_ERROR: D1 DB is overloaded. Requests queued for too long.',
  'D1_ERROR: Network connection lost.',
  'D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.',
])('asks to try again where D1 is in passing trouble: %s', async (message) => {
  const response = await answerTo(new Error(message));
  expect(response.status).toBe(503);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await response.text()).not.toContain('D1');
});

test('answers a fault of D1 that stays with 500, without its words', async () => {
  const response = await answerTo(new Error('D1_ERROR: no such table: secrets: SQLITE_ERROR'));
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('secrets');
});

test('answers a problem in its own words and does not log it', async () => {
  const response = await answerTo(new Problem('conflict', 'Taken.', { headers: { 'x-a': 'b' } }));
  expect([response.status, response.headers.get('x-a')]).toEqual([409, 'b']);
  expect(log).not.toHaveBeenCalled();
});

test('tells the operator what is missing where no key is set', async () => {
  const { table } = await import('../../worker/api/table.ts');
  const app = makeApp({ operations: table });
  const bare = { ...env, SOJOURN_ADMIN_KEY: '' };
  const asked = { headers: { authorization: 'Bearer ' } };
  expect((await app.request('/v1/sites', asked, bare)).status).toBe(401);
  const empty = { headers: { authorization: 'Bearer undefined' } };
  expect((await app.request('/v1/sites', empty, bare)).status).toBe(401);
});

test('says that the database is down where it is', async () => {
  const { table } = await import('../../worker/api/table.ts');
  const DB = { prepare: () => ({ first: () => Promise.reject(new Error('D1_ERROR: down')) }) };
  const response = await makeApp({ operations: table }).request('/health', {}, { ...env, DB });
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({ status: 'down', database: 'down', limiter_failures: 0 });
});
