import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { accountedIn, readLedger, sumOf, type DayEntry } from '../../worker/collect/read-ledger.ts';
import { rebuildPiece } from '../../worker/jobs/rebuild/rebuild.ts';
import { beginJob, readJob } from '../../worker/privacy/job.ts';
import { runErasures } from '../../worker/privacy/run.ts';
import type { Event } from '../../worker/stitch/event.ts';
import { identify } from '../reports/store.ts';
import { tellTo } from '../shards/several.ts';
import { faultyD1 } from '../support/faulty-d1.ts';
import {
  DAY,
  erase,
  HOUR,
  hourly,
  makeSite,
  MINUTE,
  never,
  NOW,
  placesWith,
  START,
  workOf,
  type Setting,
} from './setting.ts';

let ids = 0;
const eventOf = (at: number, about: Partial<Event> = {}): Event => ({
  id: `of-clocks.${ids++}`, at, name: 'page_view', context: {}, ...about,
}); // prettier-ignore

async function settingOf(more: Partial<Setting['databases']> = {}): Promise<Setting> {
  return { databases: { db: env.DB, ...more }, site: await makeSite() };
}

async function visitorsOf({ site }: Setting): Promise<unknown[]> {
  const statement = env.DB.prepare('select visitor from sessions where site = ?1 order by visitor');
  const { results } = await statement.bind(site.number).all<{ visitor: string }>();
  return results.map(({ visitor }) => visitor);
}

test.each([
  ['slow', -3 * 365 * DAY],
  ['fast', 365 * DAY],
])(
  'a user who comes back after an erasure is stored, on a device whose clock is %s',
  async (_, skew) => {
    const setting = await settingOf();
    const user = 'user-back';
    const lines = [
      { visitor: 'phone', events: [eventOf(START, { user })] },
      { visitor: 'laptop', events: [eventOf(START + HOUR, { user, context: { skew } })] },
    ];
    const edges = ['phone', 'laptop'].map((visitor) => identify(visitor, user, START));
    await tellTo(setting.databases, setting.site, { lines, edges });
    await erase(setting, { user });
    const later = (shift: number): Event => eventOf(NOW + DAY, { user, context: { skew: shift } });
    const back = [
      { visitor: 'laptop', events: [later(skew)] },
      { visitor: 'new-device', events: [later(2 * HOUR)] },
    ];
    await tellTo(setting.databases, setting.site, { lines: back });
    expect(await visitorsOf(setting)).toEqual(['laptop', 'new-device']);
  },
);

test('on a shared device whose clock is wrong, what another did before is stored late', async () => {
  const setting = await settingOf();
  const context = { skew: -2 * HOUR };
  const bob = eventOf(START, { user: 'bob-1', context });
  const ann = eventOf(START + 5 * DAY, { user: 'ann-1', context });
  const edges = [identify('kiosk', 'bob-1', START), identify('kiosk', 'ann-1', START + 5 * DAY)];
  const told = { lines: [{ visitor: 'kiosk', events: [bob, ann] }], edges };
  await tellTo(setting.databases, setting.site, told);
  await erase(setting, { user: 'ann-1' });
  const late = eventOf(START + DAY, { user: 'bob-1', context });
  const lines = [{ visitor: 'kiosk', events: [late, ann] }];
  expect(await tellTo(setting.databases, setting.site, { lines })).toMatchObject({
    stored: 1,
    erased: 1,
  });
});

const booksOf = ({ site }: Setting): Promise<DayEntry[]> =>
  readLedger(
    { db: env.DB },
    { site: site.number, from: Math.floor(START / DAY) - 2, to: Math.floor(NOW / DAY) + 2 },
  );

test('what is erased stands under the day that it stood under', async () => {
  const setting = await settingOf();
  const midnight = Math.ceil(START / DAY) * DAY;
  const events = [-2, -1, 1, 2].map((n) => eventOf(midnight + n * MINUTE));
  await tellTo(setting.databases, setting.site, { lines: [{ visitor: 'v', events }] });
  const told = async (): Promise<number[][]> =>
    (await booksOf(setting)).map((one) => [one.day, accountedIn(one)]);
  const before = await told();
  await erase(setting, { visitor: 'v' });
  expect(await told()).toEqual(before);
});

test('the books balance where the answer of a transaction is lost', async () => {
  // Calls of a whole erasure in this order; those around the transaction are enough.
  for (let call = 12; call < 24; call++) {
    const setting = await settingOf();
    const events = [eventOf(START), eventOf(START + 1_000)];
    await tellTo(setting.databases, setting.site, { lines: [{ visitor: 'v', events }] });
    const fault = { call, message: 'Network connection lost.', when: 'after', times: 1 } as const;
    const { db } = faultyD1(env.DB, fault);
    const asked = { type: 'erase', subject: { visitor: 'v' }, scope: 'person' } as const;
    await beginJob(workOf(setting, NOW), asked);
    await runErasures(workOf({ ...setting, databases: { db } }, NOW), never).catch(() => undefined);
    await runErasures(workOf(setting, NOW), never);
    expect([call, await visitorsOf(setting)]).toEqual([call, []]);
    expect([call, accountedIn(sumOf(await booksOf(setting)))]).toEqual([call, 2]);
  }
});

test('a rebuild in the middle of an erasure brings no order back', async () => {
  const setting = await settingOf();
  const props = { transaction_id: 'secret-order', value: 5, currency: 'EUR' };
  const events = [eventOf(START, { name: 'purchase', props })];
  await tellTo(setting.databases, setting.site, { lines: [{ visitor: 'secret-visitor', events }] });
  const asked = { type: 'erase', subject: { visitor: 'secret-visitor' }, scope: 'person' } as const;
  const { id } = await beginJob(workOf(setting, NOW), asked);
  for (let status = ''; status !== 'done';) {
    let steps = 0;
    await runErasures(workOf(setting, NOW), () => steps++ > 0);
    status = (await readJob(workOf(setting, NOW), id))?.status ?? '';
    const about = { ...setting.databases, site: setting.site, write: true };
    for (let piece = await rebuildPiece(about, undefined); piece.next !== undefined;)
      piece = await rebuildPiece(about, piece.next);
  }
  expect(await placesWith(setting, ['secret'])).toEqual([]);
});

test('who comes back while files are waited for, and asks again, is erased again', async () => {
  const setting = await settingOf({ lake: env.TEST_LAKE });
  const tell = (at: number): Promise<unknown> =>
    tellTo(setting.databases, setting.site, {
      lines: [{ visitor: 'back-again', events: [eventOf(at)] }],
    });
  await tell(START);
  await hourly(setting, START + 30 * DAY);
  const asked = { type: 'erase', subject: { visitor: 'back-again' }, scope: 'person' } as const;
  const { id } = await beginJob(workOf(setting, NOW), asked);
  await runErasures(workOf(setting, NOW), never);
  expect((await readJob(workOf(setting, NOW), id))?.status).toBe('waiting');
  // Another request about the same id leaves it alone.
  await beginJob(workOf(setting, NOW), { ...asked, scope: 'id' });
  await runErasures(workOf(setting, NOW), never);
  expect((await readJob(workOf(setting, NOW), id))?.status).toBe('waiting');
  await tell(NOW + HOUR / 2);
  let status = '';
  for (let hour = 1; status !== 'done' && hour < 9; hour++) {
    const work = workOf(setting, NOW + hour * HOUR);
    if (hour === 1) expect((await beginJob(work, asked)).id).toBe(id);
    await hourly(setting, work.now);
    await runErasures(work, never);
    status = (await readJob(work, id))?.status ?? '';
  }
  expect(status).toBe('done');
  expect(await placesWith(setting, ['back-again'])).toEqual([]);
});

test('a database that was set back to before an erasure takes events again', async () => {
  const setting = await settingOf();
  const tell = (visitor: string): Promise<unknown> =>
    tellTo(setting.databases, setting.site, { lines: [{ visitor, events: [eventOf(START)] }] });
  await tell('erased');
  await erase(setting, { visitor: 'erased' });
  await tell('before');
  // Time Travel.
  await env.DB.prepare('delete from erasures where site = ?1').bind(setting.site.number).run();
  await tell('after');
  expect(await visitorsOf(setting)).toEqual(['after', 'before']);
});

test('a person is found by address, however many others’ traits name it', async () => {
  const setting = await settingOf();
  const email = 'rep@shop.example';
  const others = Array.from({ length: 1_200 }, (_, i) => ({
    user: `a-${i}`, at: START, traits: { account_manager: email },
  })); // prettier-ignore
  const own = { user: 'zz-the-rep', at: START, traits: { email, name: 'Rep Secretname' } };
  const told = { lines: [], traits: [...others, own] };
  await tellTo(setting.databases, setting.site, told);
  const { job } = await erase(setting, { email });
  expect(await placesWith(setting, ['zz-the-rep', 'Secretname', email])).toEqual([]);
  expect(job.receipt.users?.erased).toBe(1_201);
});
