import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';

const statements = import.meta.glob<string>('../../worker/sql/*.sql', {
  eager: true,
  import: 'default',
});

/** Tables that grow with traffic. The others hold what people set up, and may be read whole. */
const BIG =
  'sessions|symbols|edges|users|touchpoints|orders|quarantine|tombstones|ledger|cache|archived|lake_parts|lake_gone|deliveries';

/**
 * Steps of a plan that read a big table from end to end: a scan of the table, or of an index without a
 * bound. Reading an index in order from a bound is a SEARCH.
 */
function scansOf(plan: readonly { detail: string }[], sql: string): string[] {
  const aliases = [...sql.matchAll(new RegExp(`\\b(?:${BIG})\\s+as\\s+(\\w+)`, 'g'))].map(
    (m) => m[1],
  );
  const big = new RegExp(`^SCAN (${BIG}${aliases.map((alias) => `|${alias}`).join('')})\\b`);
  return plan.map(({ detail }) => detail).filter((detail) => big.test(detail));
}

async function planOf(sql: string): Promise<{ detail: string }[]> {
  const { results } = await env.DB.prepare(`explain query plan ${sql}`)
    .bind(...parametersOf(sql))
    .all<{ detail: string }>();
  return results;
}

/** A value for each numbered parameter; a plan does not depend on it. */
function parametersOf(sql: string): string[] {
  const numbers = [...sql.matchAll(/\?(\d+)/g)].map(([, number]) => Number(number));
  return Array.from({ length: Math.max(0, ...numbers) }, () => '[]');
}

describe('the plan of', () => {
  test.each(Object.entries(statements))('%s reads no big table from end to end', async (_, sql) => {
    expect(scansOf(await planOf(sql), sql)).toEqual([]);
  });
});

test('notices a scan', async () => {
  const sql = 'select s.start from sessions as s where s.country = ?1';
  expect(scansOf(await planOf(sql), sql)).toHaveLength(1);
});
