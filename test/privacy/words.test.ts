import { expect, test } from 'vitest';
import { ask, makeKey, makeSite, OPERATOR } from '../support/api.ts';

test('an id that is a word of the business’s own takes nothing from its settings', async () => {
  const site = await makeSite({ time_zone: 'UTC' });
  const server = (await makeKey(site, 'server')).key;
  const filter = { did: { event: 'trial-start' } };
  const made = await (
    await ask(`/v1/sites/${site}/segments`, {
      key: OPERATOR,
      body: { name: 'Began a trial', filter },
    })
  ).json<{ id: string }>();
  // Whoever is on a page may say this.
  const batch = [
    {
      type: 'identify',
      anonymousId: 'somebody',
      userId: 'trial-start',
      messageId: '1',
      timestamp: new Date().toISOString(),
      traits: { email: 'some@body.example' },
    },
  ];
  expect((await ask('/v1/batch', { key: server, body: { batch } })).status).toBe(200);
  const done = await (
    await ask(`/v1/sites/${site}/privacy`, {
      key: OPERATOR,
      body: { type: 'erase', subject: { email: 'some@body.example' } },
    })
  ).json<{ status: string }>();
  expect(done.status).toBe('done');
  const segment = await (
    await ask(`/v1/sites/${site}/segments/${made.id}`, { key: OPERATOR })
  ).json<{ filter: object }>();
  expect(segment.filter).toEqual(filter);
});

test('nor from the traits of everybody else', async () => {
  const site = await makeSite({ time_zone: 'UTC' });
  const server = (await makeKey(site, 'server')).key;
  const timestamp = new Date().toISOString();
  const batch = [
    ...Array.from({ length: 5 }, (_, i) => ({
      type: 'identify',
      anonymousId: `device-${i}`,
      userId: `customer-${i}`,
      messageId: `c${i}`,
      timestamp,
      traits: { plan: 'gold-2026' },
    })),
    {
      type: 'identify',
      anonymousId: 'somebody',
      userId: 'gold-2026',
      messageId: '1',
      timestamp,
      traits: { email: 'some@body.example' },
    },
  ];
  expect((await ask('/v1/batch', { key: server, body: { batch } })).status).toBe(200);
  await ask(`/v1/sites/${site}/privacy`, {
    key: OPERATOR,
    body: { type: 'erase', subject: { email: 'some@body.example' } },
  });
  const customer = await (
    await ask(`/v1/sites/${site}/customers/customer-3`, { key: OPERATOR })
  ).json<{ traits: object }>();
  expect(customer.traits).toEqual({ plan: 'gold-2026' });
});
