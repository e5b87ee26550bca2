import { createExecutionContext, env } from 'cloudflare:test';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import worker from '../../worker/index.ts';
import { ask, HOST, makeKey, makeSite, OPERATOR } from '../support/api.ts';

const HOUR = 3_600_000;
const now = Date.now();

interface Answer {
  received: number;
  stored: number;
  duplicates: number;
  overflow: number;
  identity: number;
  quarantined: unknown[];
}

/** All in one context: Vitest's own way in does not let requests wait for each other, as workerd does. */
const ctx = createExecutionContext();

async function post(
  path: string,
  body: string,
  headers: Record<string, string>,
): Promise<Response> {
  return worker.fetch(new Request(HOST + path, { method: 'POST', body, headers }), env, ctx);
}

/** The nth event of all that any import may hold: the same wherever it stands. */
const lineOf = (nth: number): object => ({
  id: `imported.${nth}`,
  at: now - (1 + (nth % 3)) * HOUR,
  name: 'page_view',
  visitor: `v${nth % 5}`,
});

const imports = fc.array(
  fc.record({
    lines: fc.array(fc.nat(60), { minLength: 1, maxLength: 12 }),
    isFaulty: fc.boolean(),
    identifies: fc.boolean(),
  }),
  { minLength: 4, maxLength: 12 },
);
const batches = fc.array(
  fc.record({ visitor: fc.nat(4), events: fc.integer({ min: 1, max: 6 }) }),
  { minLength: 4, maxLength: 12 },
);

test('what all answers tell is what the ledger tells and what is stored, however requests meet', async () => {
  await fc.assert(
    fc.asyncProperty(imports, batches, async (files, pages) => {
      const site = await makeSite();
      const { key } = await makeKey(site, 'server');
      const importing = files.map(async ({ lines, isFaulty, identifies }, i) => {
        const body = [
          ...lines.map(lineOf),
          // The same line again and again, as of a file that is imported twice.
          ...(isFaulty ? [{ name: `without a time ${i % 2}` }] : []),
          ...(identifies ? [{ at: now - HOUR, name: 'identify', user: `u${i}` }] : []),
        ].map((line) => JSON.stringify(line));
        const headers = { authorization: `Bearer ${key}` };
        const response = await post(`/v1/sites/${site}/imports`, body.join('\n'), headers);
        expect(response.status).toBe(200);
        return response.json<Answer>();
      });
      const sending = pages.map(async ({ visitor, events }, i) => {
        const batch = {
          v: 1, site, batch: `b${i}`, sent_at: now, visitor: `v${visitor}`, page_load: `load${i}`,
          events: Array.from({ length: events }, (_, seq) => ({ seq, at: now - HOUR, name: 'look' })),
        }; // prettier-ignore
        const { status } = await post('/e', JSON.stringify(batch), {
          origin: 'https://shop.example',
        });
        expect(status).toBe(204);
        return events;
      });
      const answers = await Promise.all(importing);
      const sent = await Promise.all(sending);
      for (const { received, quarantined, ...told } of answers) {
        const { stored, duplicates, overflow, identity } = told;
        expect(stored + duplicates + overflow + identity + quarantined.length).toBe(received);
      }
      const distinct = new Set(files.flatMap(({ lines }) => lines)).size;
      const ofPages = sumOf(sent);
      expect(sumOf(answers.map(({ stored }) => stored))).toBe(distinct);
      const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
      const range = `from=${day(now - 48 * HOUR)}&to=${day(now + 48 * HOUR)}`;
      const ledger = await ask(`/v1/sites/${site}/ledger?${range}`, { key: OPERATOR });
      const { totals } = await ledger.json<{ totals: Record<string, number> }>();
      const kinds = new Set(files.flatMap(({ isFaulty }, i) => (isFaulty ? [i % 2] : []))).size;
      const quarantined = sumOf(answers.map((answer) => answer.quarantined.length));
      expect(totals).toMatchObject({
        stored: distinct + ofPages,
        duplicates: sumOf(answers.map(({ duplicates }) => duplicates)) + quarantined - kinds,
        identity: sumOf(answers.map(({ identity }) => identity)),
        accounted: sumOf(answers.map(({ received }) => received)) + ofPages,
      });
      expect(quarantined).toBe(files.filter(({ isFaulty }) => isFaulty).length);
      const rows = await env.DB.prepare(
        'select sum(x.events) as n from sessions as x join sites as s on s.site = x.site where s.id = ?1',
      )
        .bind(site)
        .first<number>('n');
      expect(rows).toBe(distinct + ofPages);
    }),
    { numRuns: Number(env.SOJOURN_CASES) || 4 },
  );
});

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, n) => sum + n, 0);
