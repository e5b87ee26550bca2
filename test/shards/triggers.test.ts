import { expect, test } from 'vitest';
import { channelCode } from '../../worker/collect/settle.ts';
import type { Intake } from '../../worker/stitch/intake.ts';
import { store } from '../../worker/stitch/store.ts';
import { firingsOf } from '../../worker/triggers/firings.ts';
import { runSite } from '../../worker/triggers/run.ts';
import type { Trigger } from '../../worker/triggers/trigger.ts';
import { makeSite } from '../privacy/setting.ts';
import { visit } from '../reports/store.ts';
import { FOUR, fourDatabases, sessionsIn, shardsOf, spread } from './several.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

test('what fires stands at home and finds its event in whichever database it is', async () => {
  const databases = await fourDatabases();
  const site = await makeSite();
  await spread(shardsOf(databases, site), FOUR, NOW);
  const trigger: Trigger = {
    name: 't', event: 'buy', url: 'https://10.0.0.1/', enabled: true, since: 0, own_host: '', secrets: [],
    filter: { did: { event: 'look' } },
  }; // prettier-ignore
  await databases.db
    .prepare(
      `insert into triggers (site, id, body, updated_at) values (?1, 'trg_abcdefghijkl', ?2, 0)`,
    )
    .bind(site.number, JSON.stringify(trigger))
    .run();
  const intake: Intake = {
    site: { number: site.number, currency: 'EUR', symbols: 0, spread: true },
    lines: Array.from({ length: 24 }, (_, n) =>
      visit(`v-${n}`, [
        [NOW, n % 3 === 0 ? 'see' : 'look'],
        [NOW + 1, 'buy'],
      ]),
    ),
    edges: [], traits: [], quarantined: [], receivedAt: NOW,
  }; // prettier-ignore
  intake.firings = firingsOf([{ id: 'trg_abcdefghijkl', event: 'buy', since: 0 }], intake);
  await store(databases, intake, channelCode);
  expect(
    Object.values(await sessionsIn(databases, site)).filter((count) => count > 0),
  ).toHaveLength(4);
  await runSite(
    {
      databases,
      sending: { allowed: [], patience: 1 },
      now: () => NOW,
      isOver: () => false,
      rows: 1_000,
    },
    site.number,
  );
  const { results } = await databases.db
    .prepare('select visitor, status from deliveries where site = ?1')
    .bind(site.number)
    .all<{ visitor: string; status: string }>();
  const meant = Array.from({ length: 24 }, (_, n) => n).filter((n) => n % 3 !== 0);
  expect(results.map(({ visitor }) => visitor).sort()).toEqual(meant.map((n) => `v-${n}`).sort());
  // Nothing may be sent to where it goes.
  expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['dead']));
});
