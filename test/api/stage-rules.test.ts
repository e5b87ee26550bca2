import { beforeAll, expect, test } from 'vitest';
import { ask, makeKey, makeSite } from '../support/api.ts';

let site = '';
let key = '';

const START = Date.now() - 5 * 86_400_000;

/** A business without a cart: who asks for an offer means it, who reads the prices considers. */
beforeAll(async () => {
  site = await makeSite();
  key = (await makeKey(site, 'admin')).key;
  const server = (await makeKey(site, 'server')).key;
  const did: Record<string, [string, object?][]> = {
    reader: [['Article Read']],
    price: [['Prices Viewed']],
    asker: [['Prices Viewed'], ['Offer Requested']],
    fan: [['Webinar Hosted']],
    pleased: [['review_submitted', { rating: 3 }]],
  };
  const batch = Object.entries(did).flatMap(([anonymousId, events]) =>
    events.map(([event, properties = {}], i) => ({
      type: 'track',
      anonymousId,
      event,
      properties,
      messageId: `${anonymousId}${i}`,
      timestamp: new Date(START + i * 60_000).toISOString(),
    })),
  );
  await ask('/v1/batch', { key: server, body: { batch } });
});

const set = (stages: object): Promise<Response> =>
  ask(`/v1/sites/${site}`, { method: 'PATCH', key, body: { settings: { stages } } });

async function stagesOf(): Promise<Record<string, string>> {
  const listed = await ask(`/v1/sites/${site}/customers`, { key });
  const { data } = await listed.json<{ data: { id: string; stage: { name: string } }[] }>();
  return Object.fromEntries(data.map(({ id, stage }) => [id, stage.name]));
}

async function countedBy(report: string): Promise<Record<string, number>> {
  const asked = await ask(`/v1/sites/${site}/reports/${report}`, { key, body: {} });
  const { data } = await asked.json<{ data: { stages: { stage: string; people: number }[] } }>();
  const there = data.stages.filter(({ people }) => people > 0);
  return Object.fromEntries(there.map(({ stage, people }) => [stage, people]));
}

test('a site says what its stages go by, and lists and report follow', async () => {
  const usual = { reader: 'awareness', price: 'awareness', asker: 'awareness' };
  expect(await stagesOf()).toEqual({ ...usual, fan: 'awareness', pleased: 'awareness' });
  const answer = await set({
    consideration: { events: ['Prices Viewed'] },
    intent: { events: ['Offer Requested'] },
    advocacy: { events: ['Webinar Hosted'], review: 3 },
  });
  expect(answer.status).toBe(200);
  expect(await stagesOf()).toEqual({
    reader: 'awareness',
    price: 'consideration',
    asker: 'intent',
    fan: 'advocacy',
    pleased: 'advocacy',
  });
  expect(await countedBy('stages')).toEqual({
    awareness: 1,
    consideration: 1,
    intent: 1,
    advocacy: 2,
  });
  const one = await ask(`/v1/sites/${site}/customers/asker`, { key });
  const { stage } = await one.json<{ stage: { because: string } }>();
  expect(stage.because).toBe('Offer Requested');
});

test.each([
  [{ intent: { event: ['x'] } }, '/settings/stages/intent/event'],
  [{ consideration: { sessions: 1 } }, '/settings/stages/consideration/sessions'],
  [{ loyalty: {} }, '/settings/stages/loyalty'],
])('refuses %j', async (stages, pointer) => {
  const answer = await set(stages);
  const { errors } = await answer.json<{ errors: { pointer: string }[] }>();
  expect([answer.status, errors[0]?.pointer]).toEqual([422, pointer]);
});
