import { env, exports } from 'cloudflare:workers';
import { expect, test } from 'vitest';

test('runs beside a real D1', async () => {
  expect(await env.DB.prepare('select 1 as one').first()).toEqual({ one: 1 });
});

test('answers a health check', async () => {
  const response = await exports.default.fetch('https://sojourn.example/health');
  expect(response.status).toBe(200);
});
