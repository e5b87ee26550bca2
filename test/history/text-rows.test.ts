import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { identityOfSite, ordersWithin, Reader } from '../../worker/history/index.ts';
import { rowsInTexts, type RowsText } from '../../worker/history/text-rows.ts';
import type { Edge } from '../../worker/stitch/event.ts';
import { contact, identify, newSite, tell, visit } from '../reports/store.ts';

const AT = Date.parse('2026-10-20T00:00:00Z');

/** Ids as somebody may send them: what ends a field and what escapes it is in most. */
const ODD = [
  '\x7f',
  '~',
  '~?',
  'a\x7f',
  '\x7f\x7f9\x7f',
  '~~\x7f?',
  '1\x7f2\x7f',
  'ein 🦊',
  'plain',
];

describe('rows in one text', () => {
  const escaped = (text: string): string => text.replaceAll('~', '~~').replaceAll('\x7f', '~?');

  /** Reads texts as a statement answers with them; with what was asked each time. */
  async function readAll(texts: readonly string[], limits: { first: number; most: number }) {
    const asked: [limit: number, escapes: 0 | 1][] = [];
    const chunks = rowsInTexts<{ n: number; text: string }>({
      ...limits,
      read: async (last, limit, escapes): Promise<RowsText> => {
        asked.push([limit, escapes]);
        const from = (last?.n ?? -1) + 1;
        const chunk = texts.slice(from, from + limit);
        const textOf = escapes === 1 ? escaped : String;
        const packed = chunk.map((text, i) => `${from + i}\x7f${textOf(text)}\x7f`).join('');
        return { count: chunk.length, packed };
      },
      rowOf: (fields) => ({ n: fields.number(), text: fields.free() }),
    });
    const found = [];
    for await (const chunk of chunks) found.push(...chunk.map(({ text }) => text));
    return { found, asked };
  }

  test.each([1, 2, 3, 4, 9, 10])('are what they were, %i at a time', async (most) => {
    expect((await readAll(ODD, { first: 1, most })).found).toEqual(ODD);
  });

  test('are escaped only from where that is needed', async () => {
    const texts = ['a', 'b', '\x7f', 'c'];
    const { found, asked } = await readAll(texts, { first: 2, most: 2 });
    expect(found).toEqual(texts);
    expect(asked).toEqual([
      [2, 0],
      [2, 0],
      [2, 1],
      [2, 1],
    ]);
  });
});

describe('a site whose ids hold what ends a field', () => {
  test('has the customers and orders that it has', async () => {
    const site = newSite();
    const order = (id: string, value: number) => ({
      props: { transaction_id: id, value, currency: 'EUR', items: [] },
    });
    const edges: Edge[] = ODD.map((user, n) => identify(`visitor-${n}`, user, AT + n));
    const lines = ODD.flatMap((user, n) => [
      visit(`visitor-${n}`, [[AT + n, 'purchase', order(`page ${user}`, n + 1)]]),
      contact(user, [[AT + n, 'purchase', order(`server ${user}`, 100 + n)]]),
    ]);
    await tell(site, { lines, edges });
    const reader = new Reader({ db: env.DB }, site);
    const identity = await identityOfSite(reader);
    expect(ODD.map((_, n) => identity.ofVisitor(`visitor-${n}`, AT))).toEqual(ODD);
    const orders = await ordersWithin(reader, identity, { from: AT, to: AT + 100 });
    const shown = orders.map(({ id, customer, value }) => [id, customer, value]);
    const inOrder = (a: unknown[], b: unknown[]): number => (String(a) < String(b) ? -1 : 1);
    const wanted = ODD.flatMap((user, n) => [
      [`page ${user}`, user, 100 * (n + 1)],
      [`server ${user}`, user, 100 * (100 + n)],
    ]);
    expect(shown.sort(inOrder)).toEqual(wanted.sort(inOrder));
  });

  test('leaves its visitors as they are, which nobody escapes', async () => {
    const site = newSite();
    const visitors = ['a~b', 'a~~b', '~?', 'plain', '~'];
    const lines = visitors.map((visitor, n) =>
      visit(visitor, [[AT + n, 'purchase', { props: { transaction_id: `o-${n}\x7f` } }]]),
    );
    await tell(site, { lines });
    const reader = new Reader({ db: env.DB }, site);
    const identity = await identityOfSite(reader);
    const orders = await ordersWithin(reader, identity, { from: AT, to: AT + 100 });
    expect(orders.map(({ visitor, customer }) => [visitor, customer])).toEqual(
      visitors.map((visitor) => [visitor, visitor]),
    );
  });
});

test('orders of one moment are read once each, though a chunk ends among them', async () => {
  const site = newSite();
  const orders = 9_000;
  await env.DB.prepare(
    `with recursive n (i) as (select 0 union all select i + 1 from n where i < ?3 - 1)
     insert into orders (site, id, at, visitor, user, currency, value, refunded, flags, copies, version)
     select ?1, 'o-' || (i * 7919 % ?3), ?2 + i / 6000, '', 'ann', 'EUR', i, 0, 1, '[]', 1 from n`,
  )
    .bind(site.number, AT, orders)
    .run();
  const reader = new Reader({ db: env.DB }, site);
  const identity = await identityOfSite(reader);
  const read = await ordersWithin(reader, identity, { from: AT, to: AT + 2 });
  expect([read.length, new Set(read.map(({ id }) => id)).size]).toEqual([orders, orders]);
});
