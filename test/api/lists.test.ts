import { beforeAll, expect, test } from 'vitest';
import { ask, makeKey, makeSite, OPERATOR } from '../support/api.ts';

interface PageBody {
  data: { id: string }[];
  next_cursor: string | null;
}

let site = '';
let key = '';
const made: string[] = [];

beforeAll(async () => {
  site = await makeSite();
  ({ key } = await makeKey(site, 'admin'));
  for (let i = 0; i < 6; i++) made.push((await makeKey(site, 'write')).id);
});

async function page(query: string): Promise<PageBody> {
  const response = await ask(`/v1/sites/${site}/keys?${query}`, { key });
  expect(response.status).toBe(200);
  return response.json();
}

test('shows each row exactly once over all pages', async () => {
  const seen: string[] = [];
  let cursor: string | null = '';
  for (let pages = 0; cursor !== null && pages < 9; pages++) {
    const body: PageBody = await page(`limit=3${cursor && `&cursor=${cursor}`}`);
    seen.push(...body.data.map(({ id }) => id));
    cursor = body.next_cursor;
  }
  expect(seen).toHaveLength(7);
  expect(new Set(seen)).toEqual(new Set([...made, ...seen]));
});

test('takes a cursor with another page size and in another form', async () => {
  const { next_cursor } = await page('limit=3');
  expect((await page(`limit=1&cursor=${next_cursor}`)).data).toHaveLength(1);
  const csv = await ask(`/v1/sites/${site}/keys?limit=1&cursor=${next_cursor}`, {
    key,
    headers: { accept: 'text/csv' },
  });
  expect((await csv.text()).split('\r\n')).toHaveLength(3);
});

test.each([
  '0',
  '-1',
  '1001',
  '1e9',
  'NaN',
  '10abc',
  '',
  '１０',
  ' 5',
  '5.0',
  '1; drop table keys',
])('refuses %j for a limit', async (limit) => {
  const response = await ask(`/v1/sites/${site}/keys?limit=${encodeURIComponent(limit)}`, { key });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ type: '/docs/problems/invalid-page' });
});

test('refuses a cursor with any one bit flipped', async () => {
  const { next_cursor } = await page('limit=3');
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const cursor = next_cursor ?? '';
  expect(cursor.length).toBeGreaterThan(20);
  for (let i = 0; i < cursor.length; i++) {
    for (let bit = 0; bit < 6; bit++) {
      const flipped = alphabet[alphabet.indexOf(cursor[i] ?? '') ^ (1 << bit)] ?? '';
      const damaged = cursor.slice(0, i) + flipped + cursor.slice(i + 1);
      const response = await ask(`/v1/sites/${site}/keys?cursor=${damaged}`, { key });
      expect(response.status, `character ${i} bit ${bit}`).toBe(400);
    }
  }
});

test('refuses a cursor of another list, of another site, cut, huge or made up', async () => {
  const { next_cursor } = await page('limit=3');
  const elsewhere = await makeSite();
  const refused = [
    `/v1/sites?cursor=${next_cursor}`,
    `/v1/sites/${elsewhere}/keys?cursor=${next_cursor}`,
    `/v1/sites/${site}/keys?cursor=${next_cursor?.slice(0, -4)}`,
    `/v1/sites/${site}/keys?cursor=${'A'.repeat(10_000)}`,
    `/v1/sites/${site}/keys?cursor=`,
    `/v1/sites/${site}/keys?cursor=-1`,
    `/v1/sites/${site}/keys?cursor=${encodeURIComponent("' or 1=1 --")}`,
  ];
  for (const path of refused) expect((await ask(path, { key: OPERATOR })).status, path).toBe(400);
});

test('gives the same rows as NDJSON and CSV, with the next page as a link', async () => {
  const { data, next_cursor } = await page('limit=3');
  const lines = await ask(`/v1/sites/${site}/keys?limit=3`, {
    key,
    headers: { accept: 'application/x-ndjson' },
  });
  expect(lines.headers.get('content-type')).toBe('application/x-ndjson');
  expect(lines.headers.get('link')).toBe(
    `</v1/sites/${site}/keys?limit=3&cursor=${next_cursor}>; rel="next"`,
  );
  const text = await lines.text();
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual(data);
  const csv = await ask(`/v1/sites/${site}/keys?limit=3`, { key, headers: { accept: 'text/csv' } });
  const [head, ...rows] = (await csv.text()).trimEnd().split('\r\n');
  expect(head).toBe('id,kind,label,created_at,revoked_at');
  expect(rows.map((row) => row.split(',')[0])).toEqual(data.map(({ id }) => id));
});

test('keeps a spreadsheet from running what a row says', async () => {
  const risky = await makeSite();
  const labels = ['=1+1', '+1', '-1', '@x', 'say "hi", you', 'a;b'];
  for (const label of labels) {
    await ask(`/v1/sites/${risky}/keys`, { key: OPERATOR, body: { kind: 'write', label } });
  }
  const csv = await ask(`/v1/sites/${risky}/keys`, {
    key: OPERATOR,
    headers: { accept: 'text/csv' },
  });
  const text = await csv.text();
  for (const cell of [",'=1+1,", ",'+1,", ",'-1,", ",'@x,", ',"say ""hi"", you",', ',"a;b",']) {
    expect(text).toContain(cell);
  }
});
