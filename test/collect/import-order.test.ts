import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { channelCode } from '../../worker/collect/settle.ts';
import { intakeOfImport } from '../../worker/collect/import.ts';
import { store } from '../../worker/stitch/store.ts';
import { makeSite } from '../support/api.ts';
import { Random } from '../support/random.ts';

const START = Date.UTC(2026, 8, 1);
const MINUTE = 60_000;

/** Lines of a few visitors: gaps around those of sessions, pages, referrers, contexts, orders, copies. */
function linesOf(random: Random): string[] {
  const lines: string[] = [];
  for (let n = 0; n < 150; n++) {
    const at = START + random.whole(0, 40) * 10 * MINUTE + random.whole(0, 1);
    const item = { item_id: `i${random.whole(0, 3)}`, price: 4.5, quantity: 2 };
    const order = { transaction_id: `o${random.whole(0, 5)}`, currency: 'EUR', items: [item] };
    const name = random.pick(['page_view', 'view_item', 'purchase', 'click', 'Product Viewed']);
    const line = {
      ...(random.chance(0.9) && { id: `load${random.whole(0, 5)}.${n}` }),
      at,
      name,
      visitor: `visitor-${random.whole(0, 5)}`,
      ...(random.chance(0.1) && { user: `user-${random.whole(0, 2)}` }),
      page: `https://shop.example/${random.whole(0, 4)}?utm_source=${random.pick(['', 'news'])}`,
      ...(random.chance(0.5) && { title: `Page ${random.whole(0, 4)} "quoted"` }),
      ...(random.chance(0.3) && { referrer: random.pick(['https://www.google.com/', 'https://shop.example/a']) }),
      ...(name !== 'page_view' && { properties: name === 'purchase' ? order : { ...item, text: 'a\nb' } }),
      context: { country: random.pick(['DE', 'US']), ...(random.chance(0.5) && { screen: '10x20' }) },
    }; // prettier-ignore
    lines.push(JSON.stringify(line));
    if (random.chance(0.1)) lines.push(JSON.stringify(line));
  }
  return lines;
}

async function siteWith(parts: readonly (readonly string[])[]): Promise<unknown> {
  const id = await makeSite({ origins: ['*'] });
  const sql = env.DB.prepare('select site from sites where id = ?1');
  const number = (await sql.bind(id).first<{ site: number }>())?.site ?? 0;
  const site = { number, currency: 'EUR', symbols: 0, ownHosts: [], paymentHosts: [] };
  for (const lines of parts) {
    const { intake, faults } = intakeOfImport(lines, site, START + 86_400_000 * 30);
    expect(faults).toEqual([]);
    await store({ db: env.DB }, intake, channelCode);
  }
  const answers = await env.DB.batch([
    env.DB.prepare(
      `select visitor, start, end, version, events, views, flags, channel, device, country, names,
         times, pages, ids, props, facts, strings
       from sessions where site = ?1 order by visitor, start`,
    ).bind(number),
    env.DB.prepare('select * from orders where site = ?1 order by id').bind(number),
    env.DB.prepare('select * from edges where site = ?1 order by kind, a, b').bind(number),
  ]);
  return answers.map(({ results }) =>
    results.map((row) => ({ ...(row as Record<string, unknown>), site: 0 })),
  );
}

test('stores a file as it would its lines one by one, in any order', async () => {
  const random = new Random(20_261_122);
  const lines = linesOf(random);
  const whole = await siteWith([random.shuffle(lines)]);
  const single = random.shuffle(lines).map((line) => [line]);
  expect(whole).toEqual(await siteWith(single));
  expect(JSON.stringify(whole).length).toBeGreaterThan(10_000);
});
