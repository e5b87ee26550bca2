import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';

const statements = import.meta.glob<string>(
  '../../worker/sql/{sessions,edges,touchpoints,users,orders}.read-*.sql',
  {
    import: 'default',
    eager: true,
  },
);

/** Tables of which a report may never look through all rows of all sites. */
const BIG = /\bSCAN (s|e|t|o|u|sessions|edges|touchpoints|orders|users|symbols)\b/;

/** Everything of one site, sought by site alone: what lists of it are for. */
const WHOLE_SITE = new Set(['edges.read-all', 'users.read-search']);

const named = Object.entries(statements).map(([path, sql]): [string, string] => [
  path.replace(/^.*\/|\.sql$/g, ''),
  sql,
]);

test.each(named)('%s is answered by an index', async (name, sql) => {
  const count = Math.max(...[...sql.matchAll(/\?(\d+)/g)].map((match) => Number(match[1])));
  const values = Array.from({ length: count }, (_, i) => (i === 0 ? 1 : '[]'));
  const { results } = await env.DB.prepare(`explain query plan ${sql}`)
    .bind(...values)
    .all<{ detail: string }>();
  const plan = results.map(({ detail }) => detail);
  expect(plan.filter((step) => BIG.test(step))).toEqual([]);
  const seeks = plan.filter((step) => /^SEARCH \w+ /.test(step));
  expect(seeks.length).toBeGreaterThan(0);
  for (const seek of seeks) {
    if (/json_each|latest/.test(seek)) continue;
    // Beyond the site, something narrows the search: a span of ids or times, a visitor, an id.
    const isNarrow = /rowid|site=\? AND/.test(seek);
    expect([seek, isNarrow || WHOLE_SITE.has(name)]).toEqual([seek, true]);
  }
});

test('there are statements to check', () => expect(named.length).toBeGreaterThan(12));
