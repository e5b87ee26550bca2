import { exports } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import { ask, HOST, makeKey, makeSite } from '../support/api.ts';

interface Fault {
  errors: { pointer: string; nearest?: string }[];
}

interface Shown {
  id: string;
  [member: string]: unknown;
}

const now = Date.now();
let site = '';
let reads = '';
let admin = '';

const MAIL = { field: 'channel', op: 'eq', value: 'Email' };
const WEEK = { preset: 'last_7d' };

/** Three visits by mail, one of them on a phone, and one that came by itself. */
beforeAll(async () => {
  site = await makeSite({ time_zone: 'UTC' });
  reads = (await makeKey(site, 'read:reports')).key;
  admin = (await makeKey(site, 'admin')).key;
  const { key } = await makeKey(site, 'server');
  await send(key, [
    ['mail-1', '?utm_source=news&utm_medium=email', ''],
    ['mail-2', '?utm_source=news&utm_medium=email', ''],
    ['mail-3', '?utm_source=news&utm_medium=email', 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36'],
    ['self', '', ''],
  ]); // prettier-ignore
});

async function send(
  key: string,
  visits: [id: string, query: string, agent: string][],
): Promise<void> {
  const batch = visits.map(([anonymousId, query, userAgent]) => ({
    type: 'page',
    messageId: `m-${anonymousId}`,
    anonymousId,
    timestamp: new Date(now - 3_600_000).toISOString(),
    properties: { url: `https://shop.example/${query}` },
    ...(userAgent && { context: { userAgent } }),
  }));
  const response = await exports.default.fetch(`${HOST}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ batch }),
  });
  expect(await response.json()).toEqual({ success: true });
}

async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  key = admin,
): Promise<[number, T]> {
  const response = await ask(`/v1/sites/${site}${path}`, {
    method,
    key,
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  return [response.status, (text === '' ? undefined : JSON.parse(text)) as T];
}

async function save(path: string, body: unknown): Promise<Shown> {
  const [status, shown] = await call<Shown>('POST', path, body);
  expect(status).toBe(201);
  return shown;
}

async function visitors(query: object): Promise<number> {
  const [status, { data }] = await call<{ data: { visitors: number } }>(
    'POST', '/reports/overview', { range: WEEK, ...query }, reads,
  ); // prettier-ignore
  expect(status).toBe(200);
  return data.visitors;
}

describe.each([
  ['/segments', { name: 'Mail', filter: MAIL }, { name: 'By mail' }],
  [
    '/saved',
    { name: 'Week', report: 'overview', query: { range: WEEK, unit: 'customer' } },
    { name: 'W' },
  ],
  ['/annotations', { at: '2026-11-20T08:00:00.000Z', text: 'Sale' }, { text: 'Sale ends' }],
])('%s', (path, body, change) => {
  test('keeps, shows, lists, changes and deletes', async () => {
    const made = await save(path, body);
    expect(made).toMatchObject(body);
    const [, again] = await call<Shown>('GET', `${path}/${made.id}`, undefined, reads);
    expect(again).toEqual(made);
    const [, list] = await call<{ data: Shown[] }>('GET', path, undefined, reads);
    expect(list.data).toContainEqual(made);
    const [, changed] = await call<Shown>('PATCH', `${path}/${made.id}`, change);
    expect(changed).toEqual({ ...made, ...change, updated_at: changed['updated_at'] });
    expect((await call<Shown>('GET', `${path}/${made.id}`))[1]).toEqual(changed);
    expect((await call('DELETE', `${path}/${made.id}`))[0]).toBe(204);
    for (const method of ['GET', 'DELETE']) {
      expect((await call(method, `${path}/${made.id}`))[0]).toBe(404);
    }
    expect((await call('PATCH', `${path}/${made.id}`, change))[0]).toBe(404);
  });

  test('is not another site’s', async () => {
    const made = await save(path, body);
    const other = await makeSite();
    const { key } = await makeKey(other, 'admin');
    const response = await ask(`/v1/sites/${other}${path}/${made.id}`, { key });
    expect(response.status).toBe(404);
  });
});

test.each([
  ['/segments', { name: 'x', filter: { ...MAIL, op: 'equals' } }, '/filter/op', undefined],
  ['/segments', { name: 'x', filter: { ...MAIL, field: 'chanel' } }, '/filter/field', 'channel'],
  ['/segments', { name: ' ', filter: MAIL }, '/name', undefined],
  ['/saved', { name: 'x', report: 'overviews', query: {} }, '/report', 'overview'],
  ['/saved', { name: 'x', report: 'overview', query: { units: 'x' } }, '/query/units', 'unit'],
  ['/saved', { name: 'x', report: 'funnel', query: { steps: [] } }, '/query/steps', undefined],
  [
    '/saved',
    { name: 'x', report: 'overview', query: { segment: 'no' } },
    '/query/segment',
    undefined,
  ],
  ['/annotations', { at: '2026-13-20T08:00:00Z', text: 'x' }, '/at', undefined],
  ['/annotations', { at: '2026-11-20T08:00:00Z', txt: 'x' }, '/txt', 'text'],
])('%s refuses %j', async (path, body, pointer, near) => {
  const [status, { errors }] = await call<Fault>('POST', path, body);
  expect(status).toBe(422);
  const fault = errors.find((one) => one.pointer === pointer);
  expect(fault).toBeDefined();
  if (near !== undefined) expect(fault?.nearest).toBe(near);
});

test('refuses a change after which the whole does not fit', async () => {
  const query = { breakdown: { by: 'channel' } };
  const { id } = await save('/saved', { name: 'x', report: 'overview', query });
  const [status, { errors }] = await call<Fault>('PATCH', `/saved/${id}`, {
    report: 'search-terms',
  });
  expect(status).toBe(422);
  expect(errors[0]?.pointer).toBe('/query/breakdown');
});

describe('a segment', () => {
  test('narrows every report to its sessions', async () => {
    const { id } = await save('/segments', { name: 'Mail', filter: MAIL });
    expect(await visitors({})).toBe(4);
    expect(await visitors({ segment: id })).toBe(3);
    const phone = { field: 'device', op: 'eq', value: 'mobile' };
    expect(await visitors({ segment: id, filter: phone })).toBe(1);
    expect(await visitors({ segment: id })).toBe(await visitors({ filter: MAIL }));
    await call('PATCH', `/segments/${id}`, { filter: phone });
    expect(await visitors({ segment: id })).toBe(1);
  });

  test.each(['overview', 'paths', 'retention', 'lifecycle', 'revenue'])(
    'is taken by %s, and refused where it is not there',
    async (report) => {
      const { id } = await save('/segments', { name: 'Mail', filter: MAIL });
      const [status, answer] = await call<{ query: Record<string, unknown> }>(
        'POST', `/reports/${report}`, { segment: id },
      ); // prettier-ignore
      expect([status, answer.query['filter']]).toEqual([200, MAIL]);
      const [refused, { errors }] = await call<Fault>('POST', `/reports/${report}`, {
        segment: 'no',
      });
      expect([refused, errors[0]?.pointer]).toEqual([422, '/segment']);
    },
  );
});

describe('a saved report', () => {
  test('answers as its report does, but for what the moment changes', async () => {
    const query = { range: WEEK, filter: MAIL, breakdown: { by: 'device' } };
    const { id } = await save('/saved', { name: 'Mail', report: 'overview', query });
    const [status, saved] = await call<object>('GET', `/saved/${id}/result`, undefined, reads);
    const [, asked] = await call<object>('POST', '/reports/overview', query, reads);
    expect(status).toBe(200);
    expect({ ...saved, meta: 0 }).toEqual({ ...asked, meta: 0 });
  });

  test('says so where its segment is gone', async () => {
    const segment = await save('/segments', { name: 'Mail', filter: MAIL });
    const { id } = await save('/saved', {
      name: 'Mail',
      report: 'overview',
      query: { segment: segment.id },
    });
    expect((await call('GET', `/saved/${id}/result`))[0]).toBe(200);
    await call('DELETE', `/segments/${segment.id}`);
    const [status, { errors }] = await call<Fault>('GET', `/saved/${id}/result`);
    expect([status, errors[0]?.pointer]).toEqual([422, '/segment']);
  });
});

test('what is saved over a personal trait is not for a key that may not read customers', async () => {
  const filter = { not: { field: 'trait.email', op: 'contains', value: 'ann' } };
  const [, segment] = await call<Shown>('POST', '/segments', { name: 'Anns', filter });
  const query = { segment: segment.id };
  const [, saved] = await call<Shown>('POST', '/saved', {
    name: 'x',
    report: 'overview',
    query: { filter },
  });
  const refused = [
    ['overview', query],
    ['segments', { segments: [query] }],
    ['diff', { a: query }],
    ['diff', { b: { filter } }],
    ['overview', { filter }],
  ] as const; // prettier-ignore
  for (const [report, body] of refused) {
    expect((await call('POST', `/reports/${report}`, body))[0]).toBe(200);
    const [status, { detail }] = await call<{ detail: string }>(
      'POST', `/reports/${report}`, body, reads,
    ); // prettier-ignore
    expect([status, detail]).toEqual([403, expect.stringContaining('"trait.email" takes a key')]);
  }
  const [, opened] = await call<{ data: { cells: { customers: string } } }>(
    'POST',
    '/reports/overview',
    query,
  );
  const cell = { segment: opened.data.cells.customers };
  expect((await call('POST', '/reports/overview', cell, reads))[0]).toBe(403);
  const [, all] = await call<{ meta: { warnings: string[] } }>(
    'POST',
    '/reports/segments',
    {},
    reads,
  );
  expect(all.meta.warnings).toContainEqual(expect.stringContaining('1 over personal traits'));
  for (const [path, member] of [
    [`/segments/${segment.id}`, 'filter'],
    [`/saved/${saved.id}`, 'query'],
  ] as const) {
    expect((await call<Shown>('GET', path))[1][member]).not.toBeNull();
    expect((await call<Shown>('GET', path, undefined, reads))[1][member]).toBeNull();
  }
  const [, listed] = await call<{ data: Shown[] }>('GET', '/segments', undefined, reads);
  expect(listed.data.find(({ id }) => id === segment.id)).toMatchObject({
    name: 'Anns',
    filter: null,
  });
  expect((await call('GET', `/saved/${saved.id}/result`, undefined, reads))[0]).toBe(403);
});
