import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callApi, type Client } from '../../worker/cli/client.ts';
import { startServer, type Server } from '../../worker/cli/server.ts';
import { Random } from '../support/random.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const hits = join(root, '../shared/data/ga360/hits.csv.gz');
const key = 'op_for_tests_only';

let server: Server;
let client: Client;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sojourn-import-'));
  server = await startServer({
    host: '127.0.0.1',
    port: 0,
    dataFolder: join(folder, 'database'),
    bindings: { SOJOURN_ADMIN_KEY: key },
  });
  client = { url: server.url.href, key };
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

interface Counts {
  rows: number;
  skipped: number;
  stored: number;
  duplicates: number;
  refused: number;
  rows_written: number;
}

/** The command as somebody would type it, and what it prints. */
async function importWords(
  site: string,
  file: string,
  map: string,
  ...more: string[]
): Promise<{ stdout: string; stderr: string }> {
  const args = ['worker/cli/import.ts', file, '--site', site, '--map', map, '--key', key];
  const to = more.includes('--url') ? more : ['--url', client.url, ...more];
  return run(process.execPath, [...args, ...to], {
    cwd: root,
    env: { ...process.env, SOJOURN_DATA: folder },
  });
}

async function importFile(
  site: string,
  file: string,
  map: string,
  url: string = client.url,
): Promise<Counts> {
  const { stdout } = await importWords(site, file, map, '--json', '--url', url);
  return JSON.parse(stdout) as Counts;
}

async function makeSite(id: string, time_zone: string): Promise<string> {
  await callApi(client, 'POST', '/v1/sites', {
    id, name: id, time_zone, currency: 'USD', origins: ['*'],
  }); // prettier-ignore
  return id;
}

interface Overview {
  data: Record<string, unknown>;
}

async function overview(site: string, range: object): Promise<Record<string, unknown>> {
  const { data } = await callApi<Overview>(client, 'POST', `/v1/sites/${site}/reports/overview`, {
    range,
  });
  const { visitors, sessions, events, orders, revenue, page_views } = data;
  return { visitors, sessions, events, orders, revenue, page_views };
}

async function funnel(site: string, range: object, window: string): Promise<number[]> {
  const events = ['view_item', 'add_to_cart', 'begin_checkout', 'purchase'];
  const { data } = await callApi<{ data: { steps: { people: number }[] } }>(
    client, 'POST', `/v1/sites/${site}/reports/funnel`,
    { range, window, steps: events.map((event) => ({ event })) },
  ); // prettier-ignore
  return data.steps.map(({ people }) => people);
}

async function write(name: string, text: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

const small = `who,when,what,where,order,total,things
ann,2026-08-01 10:00:00,Seen,/mug,,,
ann,2026-08-01 10:05:00,Cart,/mug,,,MUGx2@4.50|JARx1@11
ann,2026-08-01 10:20:00,Bought,/thanks,A-1,20.00,MUGx2@4.50|JARx1@11
bob,2026-08-01 10:00:00,Read,"/blog/why, how",,,
bob,2026-08-01 10:30:01,Read,/blog/more,,,
bob,not a time,Read,/blog/broken,,,
`;

const smallMap = {
  at: { column: 'when', time_zone: 'America/New_York' },
  visitor: 'who',
  name: {
    case: 'what',
    of: { Seen: 'view_item', Cart: 'add_to_cart', Bought: 'purchase' },
    else: { value: 'page_view' },
  },
  page: { template: 'https://shop.example{where}' },
  properties: {
    transaction_id: 'order',
    value: { column: 'total', as: 'number' },
    items: { split: 'things', by: '|', each: '{item_id}x{quantity:number}@{price:number}' },
  },
};

const august = { from: '2026-08-01', to: '2026-08-01' };

test('imports a file, refuses what has no time, and changes nothing the second time', async () => {
  const site = await makeSite('small', 'America/New_York');
  const map = await write('small.map.json', JSON.stringify(smallMap));
  const file = await write('small.csv', small);
  expect(await importFile(site, file, map)).toMatchObject({ rows: 6, stored: 5, refused: 1 });
  const expected = {
    visitors: 2,
    sessions: 3,
    events: 5,
    page_views: 2,
    orders: 1,
    revenue: [{ currency: 'USD', amount: '20.00', minor: 2_000 }],
  };
  expect(await overview(site, august)).toEqual(expected);
  const [head = '', ...rows] = small.trim().split('\n');
  const again = await write(
    'again.csv.gz',
    gzipSync([head, ...rows.toReversed(), rows[0]].join('\n')),
  );
  expect(await importFile(site, again, map)).toMatchObject({
    stored: 0,
    rows_written: 0,
  });
  expect(await overview(site, august)).toEqual(expected);
});

/** As a shop in Berlin exports it: semicolons part columns, a comma the cents. */
const european = `who;when;what;where;order;total;things
eva;2026-08-01 10:00:00;Bought;/thanks;E-1;25,50;MUGx1@25,50
eva;2026-08-01 10:01:00;Bought;/thanks;E-2;1.234,50;MUGx1@1.234,50
eva;2026-08-01 10:02:00;Bought;/thanks;E-3;€ 12.00;
eva;2026-08-01 10:03:00;Bought;/thanks;E-4;;MUGx2@abc
eva;2026-08-01 10:04:00;Bought;/thanks;E-5;7;MUGx1@7
`;

test('loses no money without a word: what is no number is refused and told', async () => {
  const site = await makeSite('european', 'UTC');
  const map = { ...smallMap, at: { column: 'when' }, delimiter: ';' };
  const file = await write('european.csv', european);
  const plain = await write('plain.map.json', JSON.stringify(map));
  const first = await importWords(site, file, plain);
  expect(first.stdout).toContain('5 rows');
  expect(first.stdout).toContain('1 events stored, 0 were there already, 4 refused');
  expect(first.stderr).toContain('3 x amount_not_a_number (/properties/value): row 1, 2, 3');
  expect(first.stderr).toContain('1 x amount_not_a_number (/properties/items/0/price): row 4');
  expect(first.stderr).toContain('say so by "decimal" in the map');
  expect(await overview(site, august)).toMatchObject({ orders: 1, revenue: [{ minor: 700 }] });
  const quarantine = `/v1/sites/${site}/quarantine?reason=amount_not_a_number`;
  const kept = await callApi<{ data: unknown[] }>(client, 'GET', quarantine);
  expect(kept.data).toHaveLength(4);

  const commas = await write('commas.map.json', JSON.stringify({ ...map, decimal: ',' }));
  const second = await importWords(site, file, commas);
  expect(second.stdout).toContain('2 events stored, 1 were there already, 2 refused');
  expect(second.stderr).toContain('row 3');
  expect(second.stderr).not.toContain('"decimal"');
  expect(await overview(site, august)).toMatchObject({ orders: 3, revenue: [{ minor: 126_700 }] });
});

test('tells of texts where the map says number, which are kept where they are no money', async () => {
  const site = await makeSite('texts', 'UTC');
  const rows = ['when,who,score', '2026-08-01 10:00:00,ann,9', '2026-08-01 10:00:00,bob,n/a'];
  const map = {
    at: { column: 'when' },
    name: { value: 'survey' },
    visitor: 'who',
    properties: { score: { column: 'score', as: 'number' } },
  };
  const [file, mapFile] = [
    await write('scores.csv', rows.join('\n')),
    await write('scores.map.json', JSON.stringify(map)),
  ];
  const { stdout, stderr } = await importWords(site, file, mapFile);
  expect(stdout).toContain('2 events stored, 0 were there already, 0 refused');
  expect(stderr).toContain('1 x no number in "score", kept as text: row 2');
});

test('keeps the order of the file for events of one time where ids count rows', async () => {
  const site = await makeSite('counted', 'UTC');
  const map = await write('row.map.json', JSON.stringify({ ...smallMap, id: 'row' }));
  const names = Array.from({ length: 12 }, (_, i) => `step-${i}`);
  const rows = names.map((name) => `cat,2026-08-01 10:00:00,${name},/p,,,`);
  const text = [small.split('\n')[0], ...rows].join('\n');
  await write('row.map.json', JSON.stringify({ ...smallMap, id: 'row', name: 'what' }));
  expect(await importFile(site, await write('counted.csv', text), map)).toMatchObject({
    stored: 12,
  });
  const list = await callApi<{ data: { id: string }[] }>(
    client,
    'GET',
    `/v1/sites/${site}/customers`,
  );
  const path = `/v1/sites/${site}/customers/${encodeURIComponent(list.data[0]?.id ?? '')}/timeline`;
  const timeline = await callApi<{ data: { name: string }[] }>(client, 'GET', path);
  expect(timeline.data.map(({ name }) => name)).toEqual(names);
});

test('says what is wrong with a map', async () => {
  const map = await write('bad.map.json', JSON.stringify({ ...smallMap, name: { cas: 'what' } }));
  await expect(importFile('small', await write('x.csv', small), map)).rejects.toThrow(
    /name: is no rule/,
  );
});

test('gives the figures of a real day, once and shuffled with copies', async ({ skip }) => {
  if (!existsSync(hits)) skip('skipped: shared/data/ga360 is not here');
  const site = await makeSite('ga360', 'America/Los_Angeles');
  const map = join(import.meta.dirname, 'ga360.map.json');
  const day = { from: '2017-07-31', to: '2017-08-02' };
  const expected = {
    visitors: 1_162,
    sessions: 1_278,
    events: 6_676,
    orders: 23,
    revenue: [{ currency: 'USD', amount: '6632.53', minor: 663_253 }],
    page_views: 4_699,
  };
  expect(await importFile(site, hits, map)).toMatchObject({
    rows: 6_676,
    stored: 6_676,
    refused: 0,
  });
  expect(await overview(site, day)).toEqual(expected);
  expect(await funnel(site, day, 'P30D')).toEqual([196, 67, 36, 16]);
  expect(await funnel(site, day, 'PT30M')).toEqual([196, 66, 35, 15]);
  expect(await funnel(site, day, 'PT5M')).toEqual([196, 66, 28, 6]);

  const [head = '', ...rows] = gunzipSync(readFileSync(hits)).toString().trim().split('\n');
  const random = new Random(5);
  const copies = rows.filter(() => random.chance(0.05));
  const file = await write(
    'shuffled.csv',
    [head, ...random.shuffle([...rows, ...copies])].join('\n'),
  );
  expect(copies.length).toBeGreaterThan(250);
  expect(await importFile(site, file, map)).toMatchObject({
    rows: 6_676 + copies.length,
    stored: 0,
    duplicates: 6_676 + copies.length,
    rows_written: 0,
  });
  expect(await overview(site, day)).toEqual(expected);
  expect(await funnel(site, day, 'P30D')).toEqual([196, 67, 36, 16]);
});

test('goes on where an interrupted import stopped', async () => {
  const site = await makeSite('resumed', 'UTC');
  const map = await write('resume.map.json', JSON.stringify(smallMap));
  const rows = Array.from({ length: 16_000 }, (_, i) => `v${i},2026-08-01 10:00:00,Seen,/p${i},,,`);
  const file = await write('resume.csv', [small.split('\n')[0], ...rows].join('\n'));
  const door = await openDoor();
  const args = ['worker/cli/import.ts', file, '--site', site, '--map', map, '--url', door.url];
  const child = run(process.execPath, [...args, '--key', key], {
    cwd: root,
    env: { ...process.env, SOJOURN_DATA: folder },
  });
  const died = child.catch((error: unknown) => (error as { signal?: string }).signal);
  // As soon as the first request is stored there is a bookmark; the door lets no second one in.
  while (!existsSync(join(folder, 'imports')) || (await bookmarks()).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.child.kill('SIGKILL');
  expect(await died).toBe('SIGKILL');
  door.open();
  const counts = await importFile(site, file, map, door.url);
  door.close();
  expect(counts.skipped).toBe(5_000);
  expect(counts.rows).toBe(16_000);
  expect(await overview(site, august)).toMatchObject({ events: 16_000, visitors: 16_000 });
  expect(await bookmarks()).toEqual([]);
});

/** The server behind a door that takes the file's first lines, and others only once it is opened. */
async function openDoor(): Promise<{ url: string; open: () => void; close: () => void }> {
  let isOpen = false;
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    if (!isOpen && body !== '' && !body.includes('"v0"')) return;
    const { authorization = '', 'content-type': type = '' } = request.headers;
    const answer = await fetch(new URL(request.url ?? '/', client.url), {
      method: request.method ?? 'GET',
      headers: { authorization, 'content-type': type },
      ...(body !== '' && { body }),
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(await answer.text());
  };
  const door = createServer((request, response) => void pass(request, response));
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const { port } = door.address() as AddressInfo;
  const close = (): void => {
    door.closeAllConnections();
    door.close();
  };
  return { url: `http://127.0.0.1:${port}`, open: () => (isOpen = true), close };
}

async function bookmarks(): Promise<string[]> {
  return (await readdir(join(folder, 'imports'))).filter((name) => !name.endsWith('.new'));
}
