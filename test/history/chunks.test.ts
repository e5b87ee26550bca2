import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { D1Source } from '../../worker/history/d1-source.ts';
import type { RangeQuery } from '../../worker/history/session-source.ts';
import { SiteDatabase } from '../../worker/history/site-database.ts';
import { StoredSession, type StoredRow } from '../../worker/history/stored-session.ts';
import { SESSION } from '../../worker/stitch/session-row.ts';
import { newSite, tell, visit } from '../reports/store.ts';

const START = Date.parse('2026-10-20T00:00:00Z');
const HOUR = 3_600_000;
const ODD = ['page_view', 'a \x7f name ~?', 'ein 🦊', 'purchase', '\x7f ', ' '];

/** A database that gives out no value over so many characters, as D1 gives out none over 2 MB. */
class SmallDatabase extends SiteDatabase {
  most = Infinity;
  refusals = 0;
  readonly site: number;

  constructor(site: number) {
    super(env.DB, site, { rowsRead: 0 });
    this.site = site;
  }

  override async rows<Row>(
    statement: FixedSql,
    ...values: (string | number | null)[]
  ): Promise<Row[]> {
    const rows = await super.rows<Row>(statement, ...values);
    const [row] = rows as { packed?: string | null }[];
    if ((row?.packed ?? '').length <= this.most) return rows;
    this.refusals++;
    throw new Error('D1_ERROR: string or blob too big: SQLITE_TOOBIG');
  }
}

async function shop(): Promise<SmallDatabase> {
  const site = newSite();
  const lines = Array.from({ length: 40 }, (_, n) => {
    const events = ODD.map((name, i): [number, string] => [START + n * HOUR + i * 1_000, name]);
    const line = visit(
      `visitor-${n}-of-many-with-a-long-id`,
      events.slice(0, 1 + (n % ODD.length)),
    );
    for (const [i, event] of line.events.entries()) {
      event.page = `/${ODD[(n + i) % ODD.length]}`;
      event.context = { device: 'mobile', country: n % 2 === 0 ? 'DE' : '' };
    }
    return line;
  });
  await tell(site, { lines });
  return new SmallDatabase(site.number);
}

async function rowsOf(database: SiteDatabase, query: Partial<RangeQuery>): Promise<StoredRow[]> {
  const rows: StoredRow[] = [];
  const asked = { from: START, to: START + 100 * HOUR, depth: 'names' as const, ...query };
  for await (const chunk of new D1Source(database).range(asked)) rows.push(...chunk.rows);
  return rows;
}

describe('a chunk of sessions', () => {
  test('leaves times out of those that lie within a span, but of those who need them', async () => {
    const database = await shop();
    const [from, to, one] = [
      START + 3 * HOUR,
      START + 20 * HOUR,
      'visitor-8-of-many-with-a-long-id',
    ];
    const whole = await rowsOf(database, {});
    for (const query of [{}, { depth: 'pages' as const }]) {
      const rows = await rowsOf(database, { ...query, untimed: { from, to, but: [one] } });
      expect(rows.map(({ times }) => times)).toEqual(
        whole.map(({ start, end, times, visitor }) =>
          start >= from && end < to && visitor !== one ? '' : times,
        ),
      );
      expect(rows.map(({ names }) => names)).toEqual(whole.map(({ names }) => names));
    }
  });

  test('has of sessions without times the pages alone, where they come first', async () => {
    const database = await shop();
    const unmarked = 'visitor-6-of-many-with-a-long-id';
    await env.DB.prepare('update sessions set flags = flags & ~?3 where site = ?1 and visitor = ?2')
      .bind(database.site, unmarked, SESSION.pagesFirst)
      .run();
    const whole = await rowsOf(database, { depth: 'whole' });
    const untimed = { from: START, to: START + 100 * HOUR, but: [] };
    const rows = await rowsOf(database, { depth: 'pages', untimed });
    const { textOf } = database.symbols;
    let cut = 0;
    for (const [i, row] of rows.entries()) {
      const pages = new StoredSession(row, textOf);
      const events = whole[i] && new StoredSession(whole[i], textOf).events();
      expect(events?.map((_, n) => pages.page(n))).toEqual(events?.map(({ page }) => page));
      if (row.strings !== whole[i]?.strings) cut++;
    }
    // Of the others more pages than were viewed have a text.
    expect(cut).toBe(6);
    expect(rows.find(({ visitor }) => visitor === unmarked)?.strings?.length).toBeGreaterThan(5);
  });

  test('says of each what its row says', async () => {
    const database = await shop();
    const { results } = await env.DB.prepare(
      `select visitor, start, end, flags, channel, device, country, events, views,
        names, times, pages, ids, props, facts, strings
      from sessions where site = ?1 order by id`,
    )
      .bind(database.site)
      .all<StoredRow>();
    const whole = await rowsOf(database, { depth: 'whole' });
    expect(whole).toEqual(results);
    const names = results.map(
      ({ pages: _0, ids: _1, props: _2, facts: _3, strings: _4, ...row }) => row,
    );
    expect(await rowsOf(database, {})).toEqual(names);
    const pages = await rowsOf(database, { depth: 'pages' });
    expect(pages).toEqual(results.map(({ props: _0, facts: _1, ...row }) => row));
    const { textOf } = database.symbols;
    const sessions = whole.map((row) => new StoredSession(row, textOf));
    for (const [i, row] of pages.entries()) {
      const session = new StoredSession(row, textOf);
      const events = sessions[i]?.events() ?? [];
      expect(events.map((_, n) => session.page(n))).toEqual(events.map(({ page }) => page));
      expect(session.ids()).toEqual(events.map(({ id }) => id));
    }
  });

  test('is made smaller where the database gives out no such value', async () => {
    const database = await shop();
    const all = await rowsOf(database, { depth: 'whole' });
    database.most = 3_000;
    expect(await rowsOf(database, { depth: 'whole' })).toEqual(all);
    expect(database.refusals).toBeGreaterThan(0);
  });

  test.each([[['click', 'purchase']], [['click', 'ein 🦊']]])(
    'leaves out sessions without %s',
    async (wanted) => {
      const database = await shop();
      const found = await rowsOf(database, { names: wanted });
      const all = await rowsOf(database, {});
      const { textOf } = database.symbols;
      const holds = (row: StoredRow): boolean =>
        new StoredSession(row, textOf).names.some((name) => wanted.includes(name));
      expect(found).toEqual(all.filter(holds));
      expect(found.length).toBeGreaterThan(0);
      expect(found.length).toBeLessThan(all.length);
    },
  );
});
