import { createExecutionContext, env, waitOnExecutionContext } from 'cloudflare:test';
import { exports } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Env } from '../../worker/env.ts';
import worker from '../../worker/index.ts';
import { runJobs } from '../../worker/jobs/scheduled.ts';
import { openRun, runSite, type Working } from '../../worker/triggers/run.ts';
import dueSites from '../../worker/sql/deliveries.due-sites.sql';
import { nextAttempt } from '../../worker/triggers/schedule.ts';
import { signed } from '../../worker/triggers/sign.ts';
import { refusalOf } from '../../worker/triggers/target.ts';
import { ask, HOST, makeKey, makeSite } from '../support/api.ts';

const DAY = 86_400_000;
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
const TARGET = 'https://hooks.example.com/x';

let site = '';
let admin = '';

beforeAll(async () => {
  site = await makeSite({ time_zone: 'UTC', origins: ['*'] });
  admin = (await makeKey(site, 'admin')).key;
});

interface Shown {
  id: string;
  enabled: boolean;
  secret: string;
  [member: string]: unknown;
}

interface Fault {
  errors: { pointer: string; nearest?: string }[];
}

async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  at = site,
): Promise<[number, T]> {
  const about = {
    method,
    key: at === site ? admin : 'op_for_tests_only',
    ...(body !== undefined && { body }),
  };
  const response = await ask(`/v1/sites/${at}/triggers${path}`, about);
  const text = await response.text();
  return [response.status, (text === '' ? undefined : JSON.parse(text)) as T];
}

async function make(about: object = {}, at = site): Promise<Shown> {
  const [status, made] = await call<Shown>(
    'POST',
    '',
    { name: 'x', event: 'purchase', url: TARGET, ...about },
    at,
  );
  expect(status).toBe(201);
  return made;
}

/** A page's batch, and whatever is done after its answer. */
async function send(
  to: string,
  visitor: string,
  events: object[],
  { agent = FIREFOX, ...bound }: Partial<Env> & { agent?: string } = {},
): Promise<void> {
  const at = Date.now();
  const body = JSON.stringify({
    v: 1, site: to, batch: 'b', sent_at: at, visitor, page_load: `l-${visitor}`,
    events: events.map((event, seq) => ({ seq, at, ...event })),
  }); // prettier-ignore
  const headers = { 'user-agent': agent };
  const ctx = createExecutionContext();
  const request = new Request(`${HOST}/e`, { method: 'POST', headers, body });
  const { status } = await worker.fetch(request, { ...(env as unknown as Env), ...bound }, ctx);
  expect(status).toBe(204);
  // With a queue nothing is done after the answer but counts, which take five seconds.
  if (bound.WEBHOOKS === undefined) await waitOnExecutionContext(ctx);
}

/** A queue that nobody empties: what was fired stays as it is. */
const sent: unknown[] = [];
const WEBHOOKS = {
  send: (body: unknown) => Promise.resolve(void sent.push(body)),
} as unknown as NonNullable<Env['WEBHOOKS']>;

interface Row {
  id: string;
  status: string;
  due_at: number | null;
  body: string;
}

async function rows(trigger: string): Promise<Row[]> {
  const { results } = await env.DB.prepare(
    'select id, status, due_at, body from deliveries where trigger_id = ?1 order by id',
  ).bind(trigger).all<Row>(); // prettier-ignore
  return results;
}

async function numberOf(id: string): Promise<number> {
  const row = await env.DB.prepare('select site from sites where id = ?1')
    .bind(id)
    .first<{ site: number }>();
  return row?.site ?? 0;
}

function workingAt(ahead: number, isOver: () => boolean = () => false): Working {
  return {
    databases: { db: env.DB }, sending: { allowed: [], patience: 1_000 }, now: () => Date.now() + ahead, isOver,
    rows: 1_000,
  }; // prettier-ignore
}

/** Nothing is sent to an address that stands there without having been judged. */
const REFUSED = 'https://127.0.0.1/x';

async function pointAt(trigger: string, url: string): Promise<void> {
  await env.DB.prepare(`update triggers set body = json_set(body, '$.url', ?2) where id = ?1`)
    .bind(trigger, url)
    .run();
}

describe('a trigger', () => {
  test('is made with a secret that is shown once, listed, changed and deleted', async () => {
    const filter = { field: 'prop.value', op: 'gte', value: 10 };
    const { secret, warnings, ...made } = await make({ filter, once: { per: 'person' } });
    // Of what the site has not had: told as it is saved, and not kept.
    expect(warnings).toEqual(['No property "prop.value" was found lately.']);
    expect(secret).toMatch(/^whsec_[\w+/]{32}$/);
    expect(made).toMatchObject({ event: 'purchase', filter, once: { per: 'person' }, enabled: true, off_because: null });
    expect(await call('GET', `/${made.id}`)).toEqual([200, made]);
    expect(await call('GET', '?limit=1000')).toMatchObject([200, { data: expect.arrayContaining([made]) as unknown }]);
    const [, changed] = await call<Shown>('PATCH', `/${made.id}`, { filter: null, once: null, enabled: false });
    expect(changed).toEqual({ ...made, filter: null, once: null, enabled: false, updated_at: changed['updated_at'] });
    const [, rotated] = await call<{ secret: string }>('POST', `/${made.id}/secret`);
    expect(rotated.secret).not.toBe(secret);
    expect(JSON.stringify(await call('GET', `/${made.id}`))).not.toContain('whsec_');
    expect(await call('DELETE', `/${made.id}`)).toEqual([204, undefined]);
    for (const [method, path] of [['GET', ''], ['DELETE', ''], ['POST', '/secret'], ['POST', '/test'], ['GET', '/deliveries']] as const)
      expect((await call(method, `/${made.id}${path}`))[0]).toBe(404);
    expect((await call('PATCH', `/${made.id}`, {}))[0]).toBe(404);
  }); // prettier-ignore

  test('is not another site’s, nor are its deliveries', async () => {
    const { id } = await make();
    const other = await makeSite();
    for (const path of [`/${id}`, `/${id}/deliveries`, `/${id}/deliveries/x`])
      expect((await call('GET', path, undefined, other))[0]).toBe(404);
  });

  test.each([
    [{ url: 'https://user:secret@hooks.example.com' }, '/url', undefined],
    [{ event: '' }, '/event', undefined],
    [{ filter: { field: 'chanel', op: 'eq', value: 'x' } }, '/filter/field', 'channel'],
    [{ filter: { cell: { report: 'funnel' } } }, '/filter/cell', undefined],
    [{ once: { per: 'visitor' } }, '/once/per', undefined],
    [{ once: { per: 'person', within: 'P1M' } }, '/once/within', undefined],
    [{ secrets: [] }, '/secrets', undefined],
    [{ enable: true }, '/enable', 'enabled'],
  ])('is refused with %j', async (about, pointer, near) => {
    const [status, { errors }] = await call<Fault>('POST', '', {
      name: 'x',
      event: 'purchase',
      url: TARGET,
      ...about,
    });
    expect([status, errors.map((one) => one.pointer)]).toEqual([
      422,
      expect.arrayContaining([pointer]) as unknown,
    ]);
    if (near !== undefined) expect(errors[0]?.nearest).toBe(near);
  });
});

describe('an address', () => {
  const BAD = [
    'http://hooks.example.com/', 'ftp://hooks.example.com/', 'javascript:alert(1)', 'hooks.example.com', '//x',
    'https://localhost/', 'https://localhost./', 'https://a.localhost/', 'https://127.0.0.1/', 'https://127.1/',
    'https://0x7f000001/', 'https://2130706433/', 'https://017700000001/', 'https://①②⑦.⓪.⓪.①/', 'https://0/',
    'https://[::1]/', 'https://[::]/', 'https://[::ffff:127.0.0.1]/', 'https://[::ffff:7f00:1]/', 'https://[64:ff9b::7f00:1]/',
    'https://[fe80::1]/', 'https://[::127.0.0.1]/', 'https://[::7f00:1]/', 'https://[4000::1]/',
    'https://kubernetes.default.svc/', 'https://localho.st/', 'https://[fd00::1]/', 'https://[2002:7f00:1::]/', 'https://10.0.0.1/', 'https://172.16.0.1/',
    'https://192.168.1.1/', 'https://100.64.0.1/', 'https://169.254.169.254/', 'https://224.0.0.1/', 'https://255.255.255.255/',
    'https://metadata.google.internal/', 'https://printer.local/', 'https://intranet/', 'https://127.0.0.1.nip.io/',
    'https://a.localtest.me/', 'https://router.home.arpa/', 'https://hooks.example.com:22/', 'https://hooks.example.com:5432/',
    'https://user@hooks.example.com/', 'https://sojourn.example/hook', 'https://SOJOURN.example./hook',
  ]; // prettier-ignore

  test.each(BAD)('%s is refused when it is saved, and before anything is sent', async (url) => {
    expect(refusalOf(url, { ownHost: 'sojourn.example', allowed: [] })).toBeTypeOf('string');
    const [made, { errors }] = await call<Fault>('POST', '', { name: 'x', event: 'purchase', url });
    expect([made, errors[0]?.pointer]).toEqual([422, '/url']);
  });

  test('is refused where one that was good is changed, or stands there already', async () => {
    const { id } = await make();
    expect((await call('PATCH', `/${id}`, { url: 'https://169.254.169.254/' }))[0]).toBe(422);
    expect(await call('PATCH', `/${id}`, { name: 'y' })).toMatchObject([200, { url: TARGET }]);
    await pointAt(id, 'https://169.254.169.254/latest');
    expect(await call('POST', `/${id}/test`)).toMatchObject([
      200,
      { outcome: 'refused', status: null },
    ]);
  });

  test.each(['https://hooks.example.com/', 'https://93.184.215.14/x?y=1', 'https://[2606:4700::1111]/', 'https://hooks.example.com:8443/'])(
    '%s is taken', (url) => {
      expect(refusalOf(url, { ownHost: 'sojourn.example', allowed: [] })).toBeUndefined();
    },
  ); // prettier-ignore

  test('may be private where the operator names it', () => {
    const allowed = ['127.0.0.1:4000', 'localhost'];
    const refused = (url: string): boolean =>
      refusalOf(url, { ownHost: '', allowed }) !== undefined;
    expect(['http://127.0.0.1:4000/', 'http://localhost:1/'].map(refused)).toEqual([false, false]);
    expect(['http://127.0.0.1/', 'http://127.0.0.1:4001/'].map(refused)).toEqual([true, true]);
  });
});

test('signs as Standard Webhooks’ own vector says', async () => {
  const message = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    at: 1_614_265_330_000,
    body: '{"test": 2432232314}',
  };
  const headers = await signed(message, [{ secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }]);
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  expect(headers['webhook-timestamp']).toBe('1614265330');
});

test('tries ten times in three days, later where it is asked to, and no longer', () => {
  /** Attempts in all, and seconds to the last. */
  const all = (chance: number): [number, number] => {
    for (let [now, attempts] = [0, 1]; ; attempts++) {
      const next = nextAttempt({ attempts, since: 0, now, chance });
      if (next === undefined) return [attempts, now / 1_000];
      now = next;
    }
  };
  // The last of the standard's own table.
  const sum = 75 * 3_600 + 35 * 60 + 5;
  expect(all(0)).toEqual([10, sum]);
  expect(all(1)).toEqual([10, sum * 1.1]);
  const [once, again] = [9, 9].map((attempts) => nextAttempt({ attempts, since: 0, now: 0 }));
  expect(once).not.toBe(again);
  const first = { attempts: 1, since: 0, now: 0, chance: 0 };
  expect(nextAttempt({ ...first, wish: 60_000 })).toBe(60_000);
  expect(nextAttempt({ ...first, wish: 9 * DAY })).toBe(DAY);
  expect(nextAttempt({ attempts: 3, since: 0, now: 83.9 * 3_600_000 })).toBeUndefined();
});

test('costs a site without triggers nothing, and one with them nothing for what they do not ask for', async () => {
  const written = async (about?: object): Promise<{ rows: number; statements: number }> => {
    const id = await makeSite({ origins: ['*'] });
    if (about !== undefined) await make(about, id);
    const count = { rows: 0, statements: 0 };
    const DB = counting(count);
    await send(id, 'v-1', [{ name: 'page_view' }, { name: 'purchase', properties: { value: 5 } }], {
      DB,
      WEBHOOKS,
    });
    return count;
  };
  const without = await written();
  expect(without.rows).toBeGreaterThan(0);
  expect(await written({ event: 'refund' })).toEqual(without);
  expect(await written({ filter: { field: 'prop.value', op: 'gt', value: 5 } })).toEqual(without);
  // The row itself and when it is due.
  const fired = { rows: without.rows + 2, statements: without.statements + 1 };
  expect(await written({ filter: { field: 'prop.value', op: 'gte', value: 5 } })).toEqual(fired);
  // Nobody is to look at it later.
  await env.DB.prepare('delete from deliveries').run();
});

/** Counts what a request writes, and its statements. */
function counting(count: { rows: number; statements: number }): D1Database {
  return new Proxy(env.DB, {
    get(db, name) {
      if (name === 'batch')
        return async (statements: D1PreparedStatement[]) => {
          const results = await db.batch(statements);
          count.statements += statements.length;
          for (const { meta } of results) count.rows += meta.rows_written;
          return results;
        };
      const member: unknown = Reflect.get(db, name);
      return typeof member === 'function' ? (member.bind(db) as unknown) : member;
    },
  });
}

test('a firing that nobody looked at is found each minute, and one whose run was killed is due again', async () => {
  const { id } = await make({ event: 'killed' });
  await pointAt(id, REFUSED);
  sent.length = 0;
  const number = await numberOf(site);
  await send(site, 'v-killed', [{ name: 'killed' }], { WEBHOOKS });
  expect(sent).toEqual([{ webhooks: number }]);
  expect(await rows(id)).toMatchObject([{ status: 'new' }]);
  // Killed right after it has claimed.
  let looks = 0;
  await runSite(
    workingAt(0, () => looks++ > 0),
    number,
  );
  expect(await rows(id)).toMatchObject([{ status: 'new' }]);
  await runSite(workingAt(60_000), number);
  expect(await rows(id)).toMatchObject([{ status: 'new' }]);
  await runSite(workingAt(130_000), number);
  const [row] = await rows(id);
  expect(row).toMatchObject({ status: 'dead', due_at: null });
  expect(JSON.parse(row?.body ?? '')).toMatchObject({ attempts: [{ outcome: 'refused' }] });
});

test('many who look at once send each delivery once', async () => {
  const { id } = await make({ event: 'crowd' });
  await pointAt(id, REFUSED);
  const number = await numberOf(site);
  await send(
    site,
    'v-crowd',
    Array.from({ length: 60 }, () => ({ name: 'crowd' })),
    { WEBHOOKS },
  );
  await Promise.all(Array.from({ length: 4 }, () => runSite(workingAt(0), number)));
  const all = await rows(id);
  expect(all.map(({ status }) => status)).toEqual(Array.from({ length: 60 }, () => 'dead'));
  for (const { body } of all)
    expect((JSON.parse(body) as { attempts: unknown[] }).attempts).toHaveLength(1);
});

test('many events of one person at once fire once', async () => {
  const { id } = await make({ event: 'lead', once: { per: 'person' } });
  await pointAt(id, REFUSED);
  const number = await numberOf(site);
  const named = { name: 'identify', properties: { user_id: 'lena' } };
  for (const visitor of ['v-lead-1', 'v-lead-2', 'v-lead-3'])
    await send(site, visitor, [named, ...Array.from({ length: 5 }, () => ({ name: 'lead' }))], {
      WEBHOOKS,
    });
  await send(site, 'v-lead-4', [{ name: 'lead' }], { WEBHOOKS });
  expect(await rows(id)).toHaveLength(16);
  await Promise.all(Array.from({ length: 4 }, () => runSite(workingAt(0), number)));
  expect(await rows(id)).toHaveLength(2);
});

test('two who share a device each fire once', async () => {
  const { id } = await make({ event: 'buy', once: { per: 'person' } });
  await pointAt(id, REFUSED);
  const at = Date.now();
  const named = (user: string, from: number): object[] => [
    { name: 'identify', at: from, properties: { user_id: user } },
    { name: 'buy', at: from + 1 },
    { name: 'buy', at: from + 2 },
  ];
  await send(site, 'v-shared', [...named('anna', at), ...named('bert', at + 100)], { WEBHOOKS });
  await runSite(workingAt(1_000), await numberOf(site));
  const all = await rows(id);
  const users = all.map(
    ({ body }) => JSON.parse((JSON.parse(body) as { payload: string }).payload) as Payload,
  );
  expect(users.map(({ data }) => data.event.actor.customer).sort()).toEqual(['anna', 'bert']);
});

interface Payload {
  data: { event: { actor: { customer: string } } };
}

test('sites have their turns: who has much to send keeps nobody back', async () => {
  await env.DB.prepare('delete from deliveries').run();
  const made: Record<string, string> = {};
  for (const [name, count] of Object.entries({ much: 50, more: 50, little: 1 })) {
    const id = await makeSite({ origins: ['*'] });
    const trigger = await make({ event: 'turn' }, id);
    await pointAt(trigger.id, REFUSED);
    await send(
      id,
      'v',
      Array.from({ length: count }, () => ({ name: 'turn' })),
      { WEBHOOKS },
    );
    made[name] = trigger.id;
  }
  const cron = '* * * * *';
  await worker.scheduled({ cron }, { ...(env as unknown as Env), SOJOURN_WEBHOOK_ROWS: '30' });
  const done = async (name: string): Promise<number> =>
    (await rows(made[name] ?? '')).filter(({ status }) => status === 'dead').length;
  expect(await done('little')).toBe(1);
  // One whose consumer is left alone takes nobody's turn.
  const until = Date.now() + DAY;
  await env.DB.prepare(
    `update triggers set body = json_set(body, '$.paused', json(?2)) where id = ?1`,
  )
    .bind(made['much'], JSON.stringify({ until, times: 1 }))
    .run();
  const due = await env.DB.prepare(dueSites).bind(Date.now(), 100).all<{ site: number }>();
  expect(due.results).toHaveLength(1);
  expect((await done('much')) + (await done('more'))).toBe(29);
  await env.DB.prepare('delete from deliveries').run();
});

test('what waits for a trigger that is switched off is dead, and visible', async () => {
  const { id } = await make({ event: 'off' });
  const number = await numberOf(site);
  await send(site, 'v-off', [{ name: 'off' }, { name: 'off' }], { WEBHOOKS });
  await env.DB.prepare(
    `update deliveries set status = 'pending', accepted_at = 1 where id = (select min(id) from deliveries where trigger_id = ?1)`,
  )
    .bind(id)
    .run();
  await call('PATCH', `/${id}`, { enabled: false });
  await runSite(workingAt(0), number);
  const all = await rows(id);
  expect(all).toMatchObject([{ status: 'dead', due_at: null }]);
  expect(JSON.parse(all[0]?.body ?? '')).toMatchObject({ attempts: [{ outcome: 'off' }] });
});

test('one that cannot be judged is tried for hours, then dead, and visible', async () => {
  const { id } = await make({ event: 'odd' });
  const number = await numberOf(site);
  await send(site, 'v-odd', [{ name: 'odd' }], { WEBHOOKS });
  const db = new Proxy(env.DB, {
    get(target, name) {
      if (name === 'withSession') throw new Error('too much to read');
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
  const after = (ms: number): Promise<void> =>
    runSite({ ...workingAt(ms), databases: { db } }, number);
  await after(0);
  await after(5 * 3_600_000);
  expect(await rows(id)).toMatchObject([{ status: 'new' }]);
  await after(7 * 3_600_000);
  expect(await rows(id)).toMatchObject([{ status: 'dead', due_at: null }]);
  expect(await call('GET', `/${id}/deliveries`)).toMatchObject([
    200,
    { data: [{ status: 'dead', attempts: [{ outcome: 'unjudged' }] }] },
  ]);
});

test('a trigger for which too much waits fires nothing, until half of it is gone', async () => {
  const { id } = await make({ event: 'many' });
  const number = await numberOf(site);
  const fire = async (visitor: string, count: number): Promise<number> => {
    await send(
      site,
      visitor,
      Array.from({ length: count }, () => ({ name: 'many' })),
      { WEBHOOKS },
    );
    return (await rows(id)).length;
  };
  expect(await fire('v-many-1', 8)).toBe(8);
  const gauge = async (): Promise<unknown> => {
    await (await openRun(workingAt(0), number))?.gauge(8);
    // This isolate learns of it as others do, within half a minute.
    const changed = await call<Shown>('PATCH', `/${id}`, {});
    return changed[1]['full'];
  };
  expect(await gauge()).toBe(true);
  expect(await fire('v-many-2', 3)).toBe(8);
  const some = `delete from deliveries where id in (select id from deliveries where trigger_id = ?1 limit 4)`;
  await env.DB.prepare(some.replace('limit 4', 'limit 3')).bind(id).run();
  expect(await gauge()).toBe(true);
  await env.DB.prepare(some).bind(id).run();
  expect(await gauge()).toBe(false);
  expect(await fire('v-many-3', 3)).toBe(4);
  // It can be told that something was missed.
  expect(await call('GET', `/${id}`)).toMatchObject([
    200,
    { full: false, last_full_at: expect.any(String) as unknown },
  ]);
  await env.DB.prepare('delete from deliveries').run();
});

test('the queue’s messages are told apart: sites that have to send, and batches that D1 did not take', async () => {
  const { id } = await make({ event: 'queued' });
  await pointAt(id, REFUSED);
  await send(site, 'v-queued', [{ name: 'queued' }], { WEBHOOKS });
  const messages = [
    { body: { webhooks: await numberOf(site) } },
    { body: { webhooks: await numberOf(site) } },
  ];
  await worker.queue({ messages } as unknown as MessageBatch, env, createExecutionContext());
  expect(await rows(id)).toMatchObject([{ status: 'dead' }]);
});

test('keeps what became of a delivery for thirty days, and whom it fires for once for ever', async () => {
  const [often, once] = [
    await make({ event: 'kept' }),
    await make({ event: 'kept', once: { per: 'person' } }),
  ];
  for (const { id } of [often, once]) await pointAt(id, REFUSED);
  await send(site, 'v-kept', [{ name: 'kept' }]);
  const at = async (ahead: number): Promise<number[]> => {
    await runJobs({ ...(env as unknown as Env), SOJOURN_CLOCK: String(Date.now() + ahead) });
    return Promise.all([often, once].map(async ({ id }) => (await rows(id)).length));
  };
  expect(await at(29 * DAY)).toEqual([1, 1]);
  expect((await rows(once.id))[0]?.body).toContain('payload');
  expect(await at(31 * DAY)).toEqual([0, 1]);
  expect((await rows(once.id))[0]?.body).toBe('{}');
  expect(await at(900 * DAY)).toEqual([0, 1]);
  await call('DELETE', `/${once.id}`);
  expect(await rows(once.id)).toEqual([]);
});

test('imports, bots, and what was before it or long ago fire nothing', async () => {
  const { id } = await make({ event: 'rare' });
  await pointAt(id, REFUSED);
  await send(site, 'v-bot', [{ name: 'rare' }], {
    WEBHOOKS,
    agent: 'Googlebot/2.1 (+http://www.google.com/bot.html)',
  });
  await send(site, 'v-old', [{ name: 'rare', at: Date.now() - 8 * DAY }], { WEBHOOKS });
  await send(site, 'v-before', [{ name: 'rare', at: Date.now() - DAY }], { WEBHOOKS });
  const line = {
    type: 'track',
    event: 'rare',
    anonymousId: 'v-import',
    timestamp: new Date().toISOString(),
    messageId: 'm',
  };
  const imported = await exports.default.fetch(`${HOST}/v1/sites/${site}/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/x-ndjson' },
    body: JSON.stringify(line),
  });
  expect(imported.status).toBeLessThan(300);
  expect(await rows(id)).toEqual([]);
  await send(site, 'v-now', [{ name: 'rare' }], { WEBHOOKS });
  expect(await rows(id)).toHaveLength(1);
});

test('fires for an event that a server key sends, and for a contact without a visitor', async () => {
  const { id } = await make({ event: 'Support Call' });
  await pointAt(id, REFUSED);
  const { key } = await makeKey(site, 'server');
  const batch = [
    { type: 'track', event: 'Support Call', userId: 'sue', messageId: 's-1' },
    { type: 'track', event: 'Support Call', anonymousId: 'v-sue', messageId: 's-2' },
  ];
  const headers = { authorization: `Bearer ${key}` };
  const ctx = createExecutionContext();
  const request = new Request(`${HOST}/v1/batch`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ batch }),
  });
  const { status } = await worker.fetch(request, env, ctx);
  expect(status).toBe(200);
  await waitOnExecutionContext(ctx);
  expect(await rows(id)).toMatchObject([{ status: 'dead' }, { status: 'dead' }]);
});

/** What a shop's server says of an order, at once. */
async function tellByServer(
  to: string,
  order: string,
  bound: Partial<Env>,
  at: number = Date.now(),
): Promise<void> {
  const { key } = await makeKey(to, 'server');
  const body = JSON.stringify({
    userId: `u-${order}`, event: 'Order Completed', messageId: `${order} ${at}`,
    timestamp: new Date(at).toISOString(), properties: { order_id: order, revenue: 25 },
  }); // prettier-ignore
  const headers = { authorization: `Bearer ${key}` };
  const ctx = createExecutionContext();
  const request = new Request(`${HOST}/v1/track`, { method: 'POST', headers, body });
  expect((await worker.fetch(request, { ...env, ...bound }, ctx)).status).toBe(200);
  if (bound.WEBHOOKS === undefined) await waitOnExecutionContext(ctx);
}

/** The page that says so, at each of these times. */
function thanks(order: string, ...times: number[]): object[] {
  const properties = { transaction_id: order, value: 25 };
  return times.map((at) => ({ name: 'purchase', at, properties }));
}

describe('an order fires once', () => {
  test('by whomever and however often it is told, one after the other or at once', async () => {
    const shop = await makeSite({ origins: ['*'] });
    const { id } = await make({}, shop);
    await pointAt(id, REFUSED);
    const [at, number] = [Date.now(), await numberOf(shop)];
    await send(shop, 'v-1', thanks('O-1', at));
    await send(shop, 'v-2', thanks('O-1', at, at + 60_000));
    await tellByServer(shop, 'O-1', {});
    expect(await rows(id)).toMatchObject([{ status: 'dead' }]);
    await send(shop, 'v-3', thanks('O-2', at, at + 1), { WEBHOOKS });
    await send(shop, 'v-4', thanks('O-2', at + 2), { WEBHOOKS });
    await tellByServer(shop, 'O-2', { WEBHOOKS });
    expect(await rows(id)).toHaveLength(5);
    await Promise.all(Array.from({ length: 4 }, () => runSite(workingAt(1_000), number)));
    expect(await rows(id)).toMatchObject([{ status: 'dead' }, { status: 'dead' }]);
    await send(shop, 'v-5', [{ name: 'purchase' }, { name: 'purchase' }]);
    expect(await rows(id)).toHaveLength(4);
  });

  test('where the filter holds for a later telling, by that', async () => {
    const shop = await makeSite({ origins: ['*'] });
    const { id } = await make({ filter: { field: 'channel', op: 'eq', value: 'Email' } }, shop);
    await pointAt(id, REFUSED);
    await tellByServer(shop, 'O-1', {});
    expect(await rows(id)).toEqual([]);
    const landing = { name: 'page_view', page: 'https://shop.example/?utm_medium=email' };
    await send(shop, 'v-1', [landing, ...thanks('O-1', Date.now())]);
    expect(await rows(id)).toHaveLength(1);
  });

  test('and is not fired where it is older than the trigger, or than what is known', async () => {
    const shop = await makeSite({ origins: ['*'] });
    const now = Date.now();
    await send(shop, 'v-1', thanks('O-old', now - DAY));
    await send(shop, 'v-2', thanks('O-older', now - 24 * DAY));
    const { id } = await make({}, shop);
    await pointAt(id, REFUSED);
    await send(shop, 'v-1', [{ name: 'page_view' }, ...thanks('O-old', Date.now())]);
    expect(await rows(id)).toEqual([]);
    await env.DB.prepare(`update triggers set body = json_set(body, '$.since', 0) where id = ?1`)
      .bind(id)
      .run();
    await send(shop, 'v-2', [{ name: 'page_view' }, ...thanks('O-older', Date.now())]);
    expect(await rows(id)).toEqual([]);
    await send(shop, 'v-3', thanks('O-old', Date.now()));
    expect(await rows(id)).toHaveLength(1);
  });
});

test('a firing waits for its event where that is stored a moment later, and is forgotten where it never is', async () => {
  const { id } = await make({ event: 'late' });
  await pointAt(id, REFUSED);
  const number = await numberOf(site);
  await send(site, 'v-late', [{ name: 'late' }], { WEBHOOKS });
  await send(site, 'v-never', [{ name: 'late' }], { WEBHOOKS });
  const session = await env.DB.prepare(`select * from sessions where visitor = 'v-late'`).first();
  await env.DB.prepare(`delete from sessions where visitor in ('v-late', 'v-never')`).run();
  await runSite(workingAt(0), number);
  expect(await rows(id)).toMatchObject([{ status: 'new' }, { status: 'new' }]);
  const columns = Object.keys(session ?? {});
  // Names of columns come from the database itself; the rowid is wider than a number, and free.
  const sql = [
    'insert into sessions (',
    columns.join(),
    ') values (',
    columns.map((_, i) => (i === 0 ? `(?1 << 50) + 77` : `?${i + 1}`)).join(),
    ')',
  ].join(' ');
  await env.DB.prepare(sql)
    .bind(number, ...columns.slice(1).map((name) => session?.[name]))
    .run();
  await runSite(workingAt(31_000), number);
  expect((await rows(id)).map(({ status }) => status).sort()).toEqual(['dead', 'new']);
  await runSite(workingAt(400_000), number);
  expect(await rows(id)).toMatchObject([{ status: 'dead' }]);
});

test('of somebody who was erased nothing is sent, and nothing that is sent again fires', async () => {
  const { id } = await make({ event: 'comment' });
  const at = Date.now();
  const again = async (): Promise<void> => {
    for (const visitor of ['v-erased', 'v-left'])
      await send(site, visitor, [{ name: 'comment', at, properties: { text: visitor } }], {
        WEBHOOKS,
      });
  };
  await again();
  expect(await rows(id)).toHaveLength(2);
  const body = { type: 'erase', subject: { visitor: 'v-erased' } };
  const response = await ask(`/v1/sites/${site}/privacy`, { key: admin, body });
  const { receipt } = await response.json<{ receipt: { store: string; erased: number }[] }>();
  expect(receipt.find(({ store }) => store === 'deliveries')).toMatchObject({
    found: 1,
    erased: 1,
  });
  await again();
  const { results } = await env.DB.prepare('select visitor from deliveries where trigger_id = ?1')
    .bind(id)
    .all();
  expect(results).toEqual([{ visitor: 'v-left' }]);
  await env.DB.prepare('delete from deliveries').run();
});

test('a site has fifty at most', async () => {
  const full = await makeSite();
  for (let n = 0; n < 50; n++) await make({}, full);
  expect((await call('POST', '', { name: 'x', event: 'purchase', url: TARGET }, full))[0]).toBe(
    409,
  );
});
