import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { verified, type Received } from './consumer.ts';
import { firstOf, SITE, World, type Delivery } from './world.ts';

// Through the API and over the network alone: the Worker in workerd, its D1, and a server of somebody else.

const [MINUTE, HOUR] = [60_000, 3_600_000];
const world = new World();

beforeAll(() => world.start());
afterAll(() => world.stop());

interface Payload {
  type: string;
  timestamp: string;
  data: {
    site: string;
    trigger: object;
    event: { id: string; visitor: string; properties: object };
  };
}

const payloadOf = ({ body }: Received): Payload => JSON.parse(body) as Payload;

/** What docs/api.md tells consumers to do. */
async function guide(): Promise<(secret: string, headers: object, body: string) => boolean> {
  const text = await readFile(join(import.meta.dirname, '../../docs/api.md'), 'utf8');
  const [, code = ''] = /```js\n(import \{ createHmac[\s\S]*?)```/.exec(text) ?? [];
  const url = `data:text/javascript,${encodeURIComponent(`${code}\nexport { isOurs };`)}`;
  const { isOurs } = (await import(/* @vite-ignore */ url)) as {
    isOurs: Awaited<ReturnType<typeof guide>>;
  };
  return isOurs;
}

/** Signatures as the standard's own library makes them, whenever it was. */
function isSignedBy({ headers, body }: Received, secret: string): boolean {
  const {
    'webhook-id': id = '',
    'webhook-timestamp': seconds,
    'webhook-signature': all = '',
  } = headers;
  return all
    .split(' ')
    .includes(new Webhook(secret).sign(id, new Date(Number(seconds) * 1_000), body));
}

test('sends an event that is stored once, as timelines show it, signed so that the standard’s library takes it', async () => {
  const { id, secret } = await world.trigger('/once');
  const properties = { transaction_id: 'o-1', value: 12.5, currency: 'EUR' };
  const page = 'https://shop.example/?utm_source=news&utm_medium=email';
  const batch = [
    { visitor: 'v-once', seq: 0, name: 'page_view', page },
    { visitor: 'v-once', seq: 1, properties },
  ];
  expect(await world.send(...batch)).toBe(204);
  const received = firstOf(await world.received('/once', 1));
  expect(verified(received, secret)).toMatchObject({ type: 'trigger.fired' });
  const isOurs = await guide();
  expect(isOurs(secret, received.headers, received.body)).toBe(true);
  expect(isOurs(secret, received.headers, `${received.body} `)).toBe(false);
  expect(isOurs(`whsec_${btoa('x'.repeat(24))}`, received.headers, received.body)).toBe(false);
  const { data, timestamp } = payloadOf(received);
  const timeline = await world.call<{ data: { name: string; at: string }[] }>(
    'GET', `${SITE}/customers/v-once/timeline`,
  ); // prettier-ignore
  const entry = timeline.data.find(({ name }) => name === 'purchase');
  expect(data).toEqual({ site: 'shop', trigger: { id, name: 'to /once' }, event: entry });
  expect(entry).toMatchObject({ at: timestamp, channel: 'Email', stage: 'purchase', properties });

  // The same again, as clients do that have heard nothing.
  for (let n = 0; n < 3; n++) expect(await world.send(...batch)).toBeLessThan(300);
  await world.minute();
  const delivery = firstOf(await world.settled(id, 1));
  expect(delivery).toMatchObject({
    id: received.headers['webhook-id'],
    event: { name: 'purchase' },
    next_attempt_at: null,
    attempts: [{ outcome: 'delivered', status: 204 }],
  });
  expect(world.consumer.at('/once')).toHaveLength(1);
  const read = await world.call<Delivery>(
    'GET',
    `${SITE}/triggers/${id}/deliveries/${delivery.id}`,
  );
  expect(read.payload).toBeNull();
});

test('fires by event, session and person as its filter says, and by nothing else', async () => {
  const { id } = await world.trigger('/filtered', {
    event: 'add_to_cart',
    filter: {
      and: [
        { field: 'prop.value', op: 'gte', value: 50 },
        { field: 'channel', op: 'eq', value: 'Email' },
        { did: { event: 'search', within: 'P1D' } },
      ],
    },
  });
  const mail = { seq: 0, name: 'page_view', page: 'https://shop.example/?utm_medium=email' };
  const search = { seq: 1, name: 'search', properties: { search_term: 'mug' } };
  const cart = (value: number): object => ({ name: 'add_to_cart', properties: { value, currency: 'EUR' } });
  await world.send({ visitor: 'f-cheap', ...mail }, search, { seq: 2, ...cart(49) });
  await world.send({ visitor: 'f-direct', seq: 0, name: 'page_view', page: 'https://shop.example/' }, search, { seq: 2, ...cart(50) });
  await world.send({ visitor: 'f-idle', ...mail }, { seq: 2, ...cart(50) });
  await world.send({ visitor: 'f-other', ...mail }, search, { seq: 2, name: 'view_item', properties: { value: 99 } });
  await world.send({ visitor: 'f-old', ...mail }, search, { seq: 2, ...cart(50), at: world.now - 8 * 24 * HOUR });
  await world.send({ visitor: 'f-meant', ...mail }, search, { seq: 2, ...cart(50) });
  await world.settled(id, 1);
  // Nothing waits, and nothing else was sent.
  await world.minute();
  expect(world.consumer.at('/filtered').map((one) => payloadOf(one).data.event.visitor)).toEqual(['f-meant']);
  expect(await world.deliveries(id)).toHaveLength(1);
}); // prettier-ignore

test('fires once a person, on whichever device, and again after the time', async () => {
  const once = { per: 'person', within: 'P2D' };
  const { id } = await world.trigger('/person', { event: 'sign_up', once });
  const named = { seq: 0, name: 'identify', properties: { user_id: 'ann' } };
  const sign = (seq: number): object => ({ seq, name: 'sign_up' });
  await world.send({ visitor: 'p-phone', ...named }, sign(1), sign(2));
  await world.settled(id, 1);
  await world.send({ visitor: 'p-desk', ...named }, sign(1));
  await world.send({ visitor: 'p-other', ...sign(1) });
  await world.settled(id, 2);
  await world.minute();
  expect(world.consumer.at('/person')).toHaveLength(2);
  await world.pass(49 * HOUR);
  await world.send({ visitor: 'p-desk', ...sign(9) });
  await world.settled(id, 3);
});

test('tries for three days where a consumer fails, then leaves it, and keeps no other back', async () => {
  const { id, secret } = await world.trigger('/failing', { event: 'refund' });
  const other = await world.trigger('/fine', { event: 'refund' });
  world.consumer.behave.set('/failing', (response) => response.writeHead(500).end('no'));
  const started = world.now;
  await world.send({ visitor: 'v-refund', name: 'refund', properties: { transaction_id: 'o-1' } });
  await world.settled(other.id, 1);
  for (let tries = 1; tries <= 10; tries++) {
    const delivery = firstOf(await world.settled(id, 1, tries < 10 ? 'pending' : 'dead', tries));
    expect(delivery.attempts).toHaveLength(tries);
    if (delivery.next_attempt_at === null) break;
    // Not before its time.
    const wait = Date.parse(delivery.next_attempt_at) - world.now;
    if (wait > 2 * MINUTE) {
      await world.pass(wait - MINUTE);
      expect(world.consumer.at('/failing')).toHaveLength(tries);
      await world.pass(MINUTE);
    } else await world.pass(wait);
  }
  expect(world.now - started).toBeGreaterThan(72 * HOUR);
  // Each attempt waits up to a tenth longer.
  expect(world.now - started).toBeLessThan(84 * HOUR);
  const all = world.consumer.at('/failing');
  expect(all).toHaveLength(10);
  // The same message, to the letter, signed anew each time.
  expect(new Set(all.map(({ headers, body }) => headers['webhook-id'] + body)).size).toBe(1);
  expect(new Set(all.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(10);
  for (const one of all) expect(isSignedBy(one, secret)).toBe(true);
  expect(await world.read(id)).toMatchObject({ enabled: false, off_because: 'failing' });
  expect(world.consumer.at('/fine')).toHaveLength(1);
  expect(await world.read(other.id)).toMatchObject({ enabled: true, off_because: null });

  // What happens while it is off fires nothing; what is dead can be tried again once it is on.
  await world.send({
    visitor: 'v-refund',
    seq: 5,
    name: 'refund',
    properties: { transaction_id: 'o-2' },
  });
  const dead = firstOf(await world.deliveries(id, '&status=dead'));
  const retry = `${SITE}/triggers/${id}/deliveries/${dead.id}/retry`;
  expect((await world.ask('POST', retry)).status).toBe(409);
  expect(await world.change(id, { enabled: true })).toMatchObject({
    enabled: true,
    off_because: null,
  });
  await world.call('POST', retry);
  await world.received('/failing', 11);
  await world.settled(id, 1, 'dead', 11);
  world.consumer.behave.delete('/failing');
  await world.call('POST', retry);
  await world.settled(id, 1);
  expect((await world.ask('POST', retry)).status).toBe(409);
  expect(await world.read(id)).toMatchObject({ enabled: true });
});

test('sends each once, however many look at the same time', async () => {
  const { id } = await world.trigger('/crowd', { event: 'crowd' });
  const events = Array.from({ length: 60 }, (_, seq) => ({
    visitor: 'v-crowd',
    seq,
    name: 'crowd',
  }));
  await world.send(...events);
  await Promise.all(Array.from({ length: 5 }, () => world.minute()));
  await world.settled(id, 60);
  const ids = world.consumer.at('/crowd').map(({ headers }) => headers['webhook-id']);
  expect([ids.length, new Set(ids).size]).toEqual([60, 60]);
});

test('one message that a consumer refuses keeps no other of its trigger back', async () => {
  const { id } = await world.trigger('/poison', { event: 'ev' });
  world.consumer.behave.set('/poison', (response) => {
    const isPoison = world.consumer.at('/poison').at(-1)?.body.includes('v-poison');
    response.writeHead(isPoison ? 500 : 204).end();
  });
  await world.send({ visitor: 'v-poison', name: 'ev' });
  const poison = firstOf(await world.settled(id, 1, 'pending'));
  // It is due again with the others, and before them.
  await world.turn(Date.parse(poison.next_attempt_at ?? '') - world.now);
  await world.send(
    ...Array.from({ length: 25 }, (_, seq) => ({ visitor: 'v-well', seq, name: 'ev' })),
  );
  await world.minute();
  await world.received('/poison', 27);
  // What was received is not written down yet.
  await vi.waitFor(
    async () => {
      const all = await world.deliveries(id);
      expect(all.filter(({ status }) => status === 'delivered')).toHaveLength(25);
      expect(all.find(({ visitor }) => visitor === 'v-poison')?.attempts).toHaveLength(2);
    },
    { timeout: 60_000, interval: 50 },
  );
});

test('a consumer that takes nothing is not asked for each, and gets all once it is back', async () => {
  const { id } = await world.trigger('/down', { event: 'down' });
  world.consumer.behave.set('/down', (response) => response.writeHead(503).end());
  const events = Array.from({ length: 60 }, (_, seq) => ({ visitor: 'v-down', seq, name: 'down' }));
  await world.send(...events);
  await world.minute();
  // Several may be on their way when it shows.
  const asked = world.consumer.at('/down').length;
  expect(asked).toBeGreaterThanOrEqual(3);
  expect(asked).toBeLessThan(12);
  for (let n = 0; n < 5; n++) await world.minute();
  expect(world.consumer.at('/down').length).toBeLessThan(12);
  world.consumer.behave.delete('/down');
  await world.pass(2 * MINUTE);
  await world.pass(6 * MINUTE);
  await world.settled(id, 60);
});

test('stops where a consumer says that it is gone', async () => {
  const { id } = await world.trigger('/gone', { event: 'share' });
  world.consumer.behave.set('/gone', (response) => response.writeHead(410).end());
  await world.send({ visitor: 'v-gone', name: 'share' });
  const delivery = firstOf(await world.settled(id, 1, 'dead'));
  expect(delivery.attempts).toMatchObject([{ outcome: 'answered', status: 410 }]);
  expect(await world.read(id)).toMatchObject({ enabled: false, off_because: 'gone' });
  await world.send({ visitor: 'v-gone', seq: 1, name: 'share' });
  await world.pass(HOUR);
  expect(world.consumer.at('/gone')).toHaveLength(1);
});

test('follows no redirect, waits for nobody for long, and survives a closed connection', async () => {
  const ways = {
    '/redirect': ['answered', 302, (path: string) => world.consumer.behave.set(path, (response) =>
      response.writeHead(302, { location: `${world.target}/inside` }).end())],
    '/slow': ['timeout', null, (path: string) => world.consumer.behave.set(path, () => undefined)],
    '/closing': ['unreachable', null, (path: string) => world.consumer.behave.set(path, (_, request) => request.socket.destroy())],
    '/busy': ['answered', 503, (path: string) => world.consumer.behave.set(path, (response) =>
      response.writeHead(503, { 'retry-after': '7200' }).end())],
  } as const; // prettier-ignore
  const made = await Promise.all(
    Object.entries(ways).map(async ([path, [outcome, status, behave]]) => {
      behave(path);
      const { id } = await world.trigger(path, { event: 'contact' });
      return { path, id, outcome, status };
    }),
  );
  const well = await world.trigger('/well', { event: 'contact' });
  await world.send({ visitor: 'v-contact', name: 'contact' });
  await world.minute();
  await world.settled(well.id, 1);
  for (const { path, id, outcome, status } of made) {
    const delivery = firstOf(await world.settled(id, 1, 'pending'));
    expect([path, delivery.attempts[0]]).toMatchObject([path, { outcome, status }]);
    const wait =
      Date.parse(delivery.next_attempt_at ?? '') - Date.parse(delivery.attempts[0]?.at ?? '');
    // As it asked; else five seconds.
    if (path === '/busy') expect(wait).toBeGreaterThanOrEqual(2 * HOUR);
    else expect(wait).toBeLessThan(30_000);
    world.consumer.behave.delete(path);
    await world.call('DELETE', `${SITE}/triggers/${id}`);
  }
  expect(world.consumer.at('/inside')).toEqual([]);
});

test('signs with both secrets for a day, then with the new one alone', async () => {
  const { id, secret } = await world.trigger('/rotated', { event: 'login' });
  const { secret: fresh } = await world.call<{ secret: string }>(
    'POST',
    `${SITE}/triggers/${id}/secret`,
  );
  expect(fresh).not.toBe(secret);
  const post = async (): Promise<Received> => {
    const count = world.consumer.at('/rotated').length;
    await world.call('POST', `${SITE}/triggers/${id}/test`);
    return firstOf((await world.received('/rotated', count + 1)).slice(count));
  };
  const first = await post();
  expect([isSignedBy(first, secret), isSignedBy(first, fresh)]).toEqual([true, true]);
  expect(first.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
  expect(payloadOf(first).type).toBe('trigger.test');
  await world.pass(25 * HOUR);
  const later = await post();
  expect([isSignedBy(later, secret), isSignedBy(later, fresh)]).toEqual([false, true]);
  const kept = JSON.stringify([await world.read(id), await world.call('GET', `${SITE}/triggers`)]);
  expect(kept).not.toContain('whsec_');
});

test('puts what was tracked into the body alone, however large and whatever it holds', async () => {
  const { id, secret } = await world.trigger('/nasty', { event: 'nasty\r\nx-evil: 1' });
  expect(id).toMatch(/^trg_/);
  const text = `x\r\nx-evil: 1\r\n\r\n</script>\u0000\ud800${'ä'.repeat(15_000)}`;
  const plain = await world.trigger('/plain', { event: 'note' });
  await world.send({ visitor: 'v-nasty', name: 'note', properties: { text, 'x\r\ny': 'z' } });
  const received = firstOf(await world.received('/plain', 1));
  expect(Object.keys(received.headers).filter((name) => name.startsWith('x-'))).toEqual([]);
  expect(isSignedBy(received, plain.secret)).toBe(true);
  expect(isSignedBy(received, secret)).toBe(false);
  const { properties } = payloadOf(received).data.event;
  expect(JSON.stringify(properties)).toContain('ä'.repeat(15_000));
});

test('sends nothing of somebody who was erased meanwhile', async () => {
  const { id } = await world.trigger('/erased', { event: 'comment' });
  world.consumer.behave.set('/erased', (response) => response.writeHead(500).end());
  await world.send({ visitor: 'v-erased', name: 'comment', properties: { text: 'of v-erased' } });
  await world.send({ visitor: 'v-kept', name: 'comment', properties: { text: 'of v-kept' } });
  const waiting = await world.settled(id, 2, 'pending');
  const erased = firstOf(waiting.filter(({ visitor }) => visitor === 'v-erased'));
  const asked = { type: 'erase', subject: { visitor: 'v-erased' } };
  const { receipt } = await world.call<{ receipt: { store: string; erased: number }[] }>(
    'POST', `${SITE}/privacy`, asked,
  ); // prettier-ignore
  expect(receipt.find(({ store }) => store === 'deliveries')).toMatchObject({ erased: 1 });
  // What is sent again, as by a client that has heard nothing, fires nothing.
  await world.send({
    visitor: 'v-erased',
    name: 'comment',
    properties: { text: 'of v-erased' },
    at: Date.parse(erased.event.at),
  });
  expect(await world.kept('v-erased')).toEqual([]);
  const before = world.consumer.at('/erased').length;
  world.consumer.behave.delete('/erased');
  await world.pass(6 * MINUTE);
  await world.settled(id, 1);
  const later = world.consumer.at('/erased').slice(before);
  expect(later.map((one) => payloadOf(one).data.event.visitor)).toEqual(['v-kept']);
});
