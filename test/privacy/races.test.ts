import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { beginJob, readJob } from '../../worker/privacy/job.ts';
import { sweepSymbols, type Sweep } from '../../worker/privacy/symbols.ts';
import { bury } from '../../worker/privacy/bury.ts';
import { runErasures } from '../../worker/privacy/run.ts';
import type { Databases } from '../../worker/stitch/databases.ts';
import type { Line } from '../../worker/stitch/event.ts';
import { visit } from '../reports/store.ts';
import { tellTo } from '../shards/several.ts';
import { mortal } from '../support/mortal.ts';
import { Random } from '../support/random.ts';
import {
  afterSomething,
  erase, eventsOf, HOUR, hourly, makeSite, MINUTE, nameOf, never, NOW, placesWith, rebuilt, settle, START,
  worldOf, workOf, type Setting,
} from './setting.ts'; // prettier-ignore

test('an erasure that is killed again and again comes to the same end', async () => {
  const told = worldOf(new Random(3));
  const databases = { db: env.DB, lake: env.TEST_LAKE };
  const [killed, whole] = [await settle(databases, told), await settle(databases, told)];
  await erase(whole, { user: 'user-one' });
  const asked = { type: 'erase', subject: { user: 'user-one' }, scope: 'person' } as const;
  const { id } = await beginJob(workOf(killed, NOW), asked);
  let kills = 0;
  for (let death = 0, status = ''; status !== 'done'; death++) {
    const now = NOW + Math.floor(death / 16) * HOUR;
    if (death % 16 === 0) await hourly(killed, now);
    const place = mortal({ db: env.DB, bucket: env.TEST_LAKE }, (death * 3) % 80);
    const dying: Setting = {
      site: killed.site,
      databases: { db: place.db, lake: place.bucket },
    };
    await runErasures(workOf(dying, now), never).catch(() => kills++);
    status = (await readJob(workOf(killed, now), id))?.status ?? '';
  }
  expect(kills).toBeGreaterThan(10);
  expect((await eventsOf(killed)).map(nameOf)).toEqual((await eventsOf(whole)).map(nameOf));
  expect(await rebuilt(killed)).toEqual([]);
  expect(await placesWith(killed, ['user-one'])).toEqual([]);
});

/** Databases of another isolate: it remembers nothing of what this one does. */
const another = (): Databases => ({ db: mortal({ db: env.DB, bucket: env.TEST_LAKE }).db });

test('what is sent while somebody is erased is stored of all others, and of nobody erased', async () => {
  const site = await makeSite();
  const setting: Setting = { databases: { db: env.DB }, site };
  // Everybody reads the same pages, whose titles stand apart from the sessions.
  const linesOf = (visitor: string, round: number): Line[] => [
    visit(visitor, [0, 1, 2].map((n) => [
      START + round * HOUR + n * MINUTE, 'page_view',
      { page: `/page/${n}`, props: { title: `A title that many share, ${n} ${round % 3}` } },
    ])),
  ]; // prettier-ignore
  await tellTo(setting.databases, site, { lines: linesOf('to-be-erased', 0) });
  await tellTo(setting.databases, site, { lines: linesOf('to-be-erased', 1) });
  const isolates = [another(), another(), setting.databases];
  const sent: Line[] = linesOf('warms-it', 2);
  for (const one of isolates) await tellTo(one, site, { lines: sent });

  const erasing = { isDone: false };
  const sending = isolates.map(async (one, i) => {
    for (let round = 0; !erasing.isDone || round < 6; round++) {
      const lines = [...linesOf(`other-${i}`, round), ...linesOf('to-be-erased', round)];
      await tellTo(one, site, { lines });
      sent.push(...lines);
    }
  });
  await erase(setting, { visitor: 'to-be-erased' });
  erasing.isDone = true;
  await Promise.all(sending);
  const events = await eventsOf(setting);
  const titles = new Map(
    events.map((row) => [row['event_id'], (row['properties'] as { title: string }).title]),
  );
  const others = sent
    .filter(({ visitor }) => visitor !== 'to-be-erased')
    .flatMap((line) => line.events);
  expect(others.filter((event) => titles.get(event.id) !== event.props?.['title'])).toEqual([]);
  expect(events.filter((row) => row['visitor_id'] === 'to-be-erased')).toEqual([]);
  expect(await placesWith(setting, ['to-be-erased'])).toEqual([]);
  expect(await rebuilt(setting)).toEqual([]);
});

test('an isolate that has not heard of an erasure stores nothing of who was erased', async () => {
  const setting: Setting = { databases: { db: env.DB }, site: await makeSite() };
  const late = another();
  const lines = ['erased-one', 'other-one'].map((visitor) =>
    visit(visitor, [[START, 'page_view']]),
  );
  await tellTo(late, setting.site, { lines });
  await erase(setting, { visitor: 'erased-one' });
  const again = [...lines, visit('erased-one', [[START + MINUTE, 'page_view']])];
  expect(await tellTo(late, setting.site, { lines: again })).toMatchObject({
    stored: 0,
    duplicates: 1,
    erased: 2,
  });
  expect(await placesWith(setting, ['erased-one'])).toEqual([]);
});

test('a text that is being deleted can be written at that moment, by whoever knew it', async () => {
  const site = await makeSite();
  const setting: Setting = { databases: { db: env.DB }, site };
  const work = workOf(setting, NOW);
  const title = 'A title of nobody else';
  const viewOf = (visitor: string): Line[] => [
    visit(visitor, [[START, 'page_view', { page: '/', props: { title } }]]),
  ];
  const textsOf = async (databases: Databases): Promise<unknown[]> =>
    (await eventsOf({ databases, site })).map(
      (row) => (row['properties'] as { title: string }).title,
    );
  // It stands apart, and each of these knows that it does.
  const [first, second] = [another(), another()];
  for (const one of [first, second]) await tellTo(one, site, { lines: viewOf('first') });
  expect((await placesWith(setting, [title])).join(' ')).toContain('symbols.text');
  await env.DB.prepare('delete from sessions where site = ?1').bind(site.number).run();

  await bury(work, [], 'test');
  let sweep: Sweep | undefined;
  do {
    // No session uses it by what the sweep has read: its transaction comes after this one.
    const db = afterSomething(env.DB, async () => {
      await tellTo(first, site, { lines: viewOf('meanwhile') });
    });
    sweep = (await sweepSymbols(work, { name: 'DB', db, isHome: true }, sweep)).next;
  } while (sweep !== undefined);
  expect(await textsOf(another())).toEqual([title]);
  await tellTo(second, site, { lines: viewOf('afterwards') });
  expect(await textsOf(another())).toEqual([title, title]);
});
