import { env } from 'cloudflare:test';
import { expect, test } from 'vitest';
import type { Env } from '../../worker/env.ts';
import worker from '../../worker/index.ts';
import { faultyD1 } from '../support/faulty-d1.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

test('an hourly job that fails keeps no other back, and is told of', async () => {
  const site = 9_911;
  await env.DB.prepare('insert into removals (site, id, at) values (?1, ?2, ?3)')
    .bind(site, 'half-removed', NOW)
    .run();
  // The first job's only statement; removals are the last job.
  const { db } = faultyD1(env.DB, { call: 0, message: 'broken', when: 'before', times: 1 });
  const failing: Env = { ...(env as unknown as Env), DB: db, SOJOURN_CLOCK: String(NOW) };
  await expect(worker.scheduled({}, failing)).rejects.toThrow('broken');
  const row = await env.DB.prepare('select done_at from removals where site = ?1')
    .bind(site)
    .first();
  expect(row).toEqual({ done_at: NOW });
});
