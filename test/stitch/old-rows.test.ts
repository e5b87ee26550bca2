/// <reference types="vite/types/importMeta.d.ts" />
import { createExecutionContext, env } from 'cloudflare:test';
import { beforeAll, expect, test } from 'vitest';
import worker from '../../worker/index.ts';
import { HOST, OPERATOR } from '../support/api.ts';

// Rows as version 0.1.0 wrote them. The format may grow; what was stored once must stay readable, and
// must take in what comes later. Made by the version itself: never made anew to please a change.

interface Old {
  rows: Record<string, Record<string, string | number | null>[]>;
  timeline: Record<string, unknown>[];
}

const [text = ''] = Object.values(
  import.meta.glob<string>('./rows-0.1.0.json', { query: '?raw', import: 'default', eager: true }),
);
const old = JSON.parse(text) as Old;

const ctx = createExecutionContext();
const CLOCK = Date.UTC(2026, 10, 20, 12);

const send = async (path: string, init: RequestInit): Promise<Response> =>
  worker.fetch(new Request(HOST + path, init), { ...env, SOJOURN_CLOCK: String(CLOCK) }, ctx);

beforeAll(async () => {
  for (const [table, rows] of Object.entries(old.rows)) {
    for (const row of rows) {
      const names = Object.keys(row);
      // The rowid of a session is wider than a number: it stands here as text.
      const marks = names.map((name, n) => `${name === 'id' && table === 'sessions' ? 'cast(' : ''}?${n + 1}${name === 'id' && table === 'sessions' ? ' as integer)' : ''}`); // prettier-ignore
      const sql = ['insert into', table, `("${names.join('", "')}") values (${marks.join(', ')})`];
      await env.DB.prepare(sql.join(' '))
        .bind(...Object.values(row))
        .run();
    }
  }
});

async function timeline(): Promise<Record<string, unknown>[]> {
  const response = await send('/v1/sites/old-shop/customers/ann/timeline', {
    headers: { authorization: `Bearer ${OPERATOR}` },
  });
  expect(response.status).toBe(200);
  const { data } = await response.json<{ data: Record<string, unknown>[] }>();
  const members = Object.keys(old.timeline[0] ?? {});
  return data.map((entry) =>
    Object.fromEntries(
      [...members, 'properties'].filter((name) => name in entry).map((name) => [name, entry[name]]),
    ),
  );
}

const collect = (events: object[]): Promise<Response> => {
  const body = JSON.stringify({
    v: 1, site: 'old-shop', batch: 'b', sent_at: CLOCK, visitor: 'visitorOne_00001', page_load: 'loadB', events,
    context: { host: 'old.example', language: 'de-DE', screen: '1280x720', utc_offset: 60, library: '0.1.0' },
  }); // prettier-ignore
  const headers = {
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  };
  return send('/e', { method: 'POST', headers, body });
};

async function versions(): Promise<unknown[]> {
  const { results } = await env.DB.prepare(
    'select version, events from sessions order by id',
  ).all();
  return results;
}

test('are read as what they were', async () => {
  expect(await timeline()).toEqual(old.timeline);
});

test('know what they hold, and take in what comes later', async () => {
  const before = await versions();
  const at = CLOCK - 3_600_000;
  expect((await collect([{ seq: 0, at, name: 'page_view', page: '/' }])).status).toBe(204);
  expect(await versions()).toEqual(before);
  const late = { seq: 2, at: at + 60_000, name: 'A later event', page: '/later', properties: { n: 1 } }; // prettier-ignore
  expect((await collect([late])).status).toBe(204);
  expect((await versions()).length).toBe(before.length);
  const now = await timeline();
  expect(now.filter(({ name }) => name !== 'A later event')).toEqual(old.timeline);
  expect(now.length).toBe(old.timeline.length + 1);
});
