import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { ask, HOST, makeKey, makeSite, OPERATOR, send } from '../support/api.ts';

interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: { in: string; pointer: string; detail: string; nearest?: string }[];
}

const shop = {
  id: 'first-shop',
  name: 'Shop',
  time_zone: 'Europe/Berlin',
  currency: 'EUR',
  origins: ['https://shop.example'],
};

test('creates a site and reads it back', async () => {
  const created = await ask('/v1/sites', { key: OPERATOR, body: shop });
  expect(created.status).toBe(201);
  expect(created.headers.get('location')).toBe('/v1/sites/first-shop');
  const body = await created.json();
  expect(body).toMatchObject({
    ...shop,
    settings: { conversions: ['purchase'], silence_days: 90 },
  });
  const read = await ask('/v1/sites/first-shop', { key: OPERATOR });
  expect(await read.json()).toEqual(body);
});

test('refuses a taken id', async () => {
  const id = await makeSite();
  const again = await ask('/v1/sites', { key: OPERATOR, body: { ...shop, id } });
  expect(again.status).toBe(409);
  expect(await again.json()).toMatchObject({ type: '/docs/problems/conflict', status: 409 });
});

const unfit: [string, Record<string, unknown>, string][] = [
  ['an id with capitals', { id: 'Shop' }, '/id'],
  ['an id of one letter', { id: 's' }, '/id'],
  ['an id of 64 characters', { id: `s${'h'.repeat(63)}` }, '/id'],
  ['an id that is a number', { id: 7 }, '/id'],
  ['a time zone nobody keeps', { time_zone: 'Europe/Atlantis' }, '/time_zone'],
  ['an offset for a time zone', { time_zone: '+02:00' }, '/time_zone'],
  ['SQL for a time zone', { time_zone: "UTC'; drop table sites; --" }, '/time_zone'],
  ['a currency that is not in use', { currency: 'XXX' }, '/currency'],
  ['a currency in small letters', { currency: 'eur' }, '/currency'],
  ['an origin with a path', { origins: ['https://shop.example/'] }, '/origins/0'],
  ['an origin that is no address', { origins: ['https://shop.example', 'null'] }, '/origins/1'],
  ['any origin beside one', { origins: ['*', 'https://shop.example'] }, '/origins'],
  ['no origin at all', { origins: [] }, '/origins'],
  ['an empty name', { name: ' ' }, '/name'],
  ['a name that is missing', { name: undefined }, '/name'],
  ['a member of the table', { created_at: 1 }, '/created_at'],
  ['a member of every object', { constructor: 1 }, '/constructor'],
];

test.each(unfit)('refuses %s and points at it', async (_, changes, pointer) => {
  const response = await ask('/v1/sites', {
    key: OPERATOR,
    body: { ...shop, id: 'x-shop', ...changes },
  });
  expect(response.status).toBe(422);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const { errors } = await response.json<ProblemBody>();
  expect(errors?.map((error) => [error.in, error.pointer])).toEqual([['body', pointer]]);
});

test('names the member that was probably meant', async () => {
  const body = { ...shop, time_zone: undefined, timezone: 'UTC' };
  const response = await ask('/v1/sites', { key: OPERATOR, body });
  const { errors } = await response.json<ProblemBody>();
  expect(errors?.find(({ pointer }) => pointer === '/timezone')?.nearest).toBe('time_zone');
});

test('refuses an unknown parameter and names the nearest', async () => {
  const response = await ask('/v1/sites?limti=5', { key: OPERATOR });
  expect(response.status).toBe(422);
  expect((await response.json<ProblemBody>()).errors).toMatchObject([
    { in: 'query', pointer: '/limti', nearest: 'limit' },
  ]);
});

test('refuses a parameter that is given twice', async () => {
  const response = await ask('/v1/sites?limit=5&limit=6', { key: OPERATOR });
  expect(response.status).toBe(422);
});

test('refuses a body that is not JSON, not UTF-8, too deep, too large or of another type', async () => {
  const sent = async (body: BodyInit, type = 'application/json'): Promise<number> => {
    const headers = { authorization: `Bearer ${OPERATOR}`, 'content-type': type };
    return (await send(new Request(`${HOST}/v1/sites`, { method: 'POST', headers, body }))).status;
  };
  expect(await sent('{"id":')).toBe(400);
  expect(await sent('')).toBe(400);
  expect(await sent(new Uint8Array([0x22, 0xff, 0x22]))).toBe(400);
  expect(await sent('['.repeat(100_000) + ']'.repeat(100_000))).toBe(400);
  expect(await sent('[]')).toBe(422);
  expect(await sent('null')).toBe(422);
  expect(await sent('{"__proto__":{"id":"polluted"}}')).toBe(422);
  expect(await sent(' '.repeat(1_048_577))).toBe(413);
  expect(await sent('{}', 'text/plain')).toBe(415);
  expect(await sent('{}', 'application/x-www-form-urlencoded')).toBe(415);
  expect(({} as Record<string, unknown>)['id']).toBeUndefined();
});

test('changes what is named and keeps the rest', async () => {
  const site = await makeSite();
  const change = { name: 'New', settings: { silence_days: 30 } };
  const response = await ask(`/v1/sites/${site}`, { method: 'PATCH', key: OPERATOR, body: change });
  expect(response.status).toBe(200);
  const read = await ask(`/v1/sites/${site}`, { key: OPERATOR });
  expect(await read.json()).toMatchObject({
    id: site,
    name: 'New',
    currency: 'EUR',
    settings: { conversions: ['purchase'], silence_days: 30 },
  });
});

test('refuses to change the id or nothing', async () => {
  const site = await makeSite();
  for (const body of [{ id: 'other' }, {}]) {
    const response = await ask(`/v1/sites/${site}`, { method: 'PATCH', key: OPERATOR, body });
    expect(response.status).toBe(422);
  }
});

test('lists all sites to the operator and its own to a key', async () => {
  const [mine, other] = [await makeSite(), await makeSite()];
  const { key } = await makeKey(mine, 'read:reports');
  const ids = async (asking: string): Promise<string[]> => {
    const response = await ask('/v1/sites?limit=1000', { key: asking });
    const { data } = await response.json<{ data: { id: string }[] }>();
    return data.map(({ id }) => id);
  };
  expect(await ids(OPERATOR)).toEqual(expect.arrayContaining([mine, other]));
  expect(await ids(key)).toEqual([mine]);
});

test('refuses one site more than a database can hold', async () => {
  const insert = env.DB.prepare(
    "insert into sites (site, id, name, time_zone, currency, origins, created_at) values (8191, 'last', 'x', 'UTC', 'EUR', '[]', 0)",
  );
  await insert.run();
  const response = await ask('/v1/sites', { key: OPERATOR, body: { ...shop, id: 'one-more' } });
  expect(response.status).toBe(409);
  expect(await response.text()).toContain('8191');
  await env.DB.prepare("delete from sites where id = 'last'").run();
});
