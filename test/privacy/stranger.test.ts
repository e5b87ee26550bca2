import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { rebuildPiece } from '../../worker/jobs/rebuild/rebuild.ts';
import { beginJob, readJob } from '../../worker/privacy/job.ts';
import { runErasures } from '../../worker/privacy/run.ts';
import type { Event } from '../../worker/stitch/event.ts';
import { tellTo } from '../shards/several.ts';
import { makeSite, never, NOW, placesWith, START, workOf, type Setting } from './setting.ts';

test('a rebuild in the middle of an erasure brings no order back', async () => {
  const s: Setting = { databases: { db: env.DB }, site: await makeSite() };
  const bought: Event = {
    id: 'l.1',
    at: START,
    name: 'purchase',
    context: {},
    props: { transaction_id: 'secret-order', value: 5, currency: 'EUR' },
  };
  await tellTo(s.databases, s.site, { lines: [{ visitor: 'secret-visitor', events: [bought] }] });
  const { id } = await beginJob(workOf(s, NOW), {
    type: 'erase',
    subject: { visitor: 'secret-visitor' },
    scope: 'person',
  });
  // The request's seconds are over once orders are erased.
  for (let phase = ''; phase !== 'lines';) {
    let steps = 0;
    await runErasures(workOf(s, NOW), () => steps++ > 0);
    phase = (await readJob(workOf(s, NOW), id))?.progress?.phase ?? 'gone';
    if (phase === 'gone') throw new Error('too far');
  }
  for (let at: string | undefined = '', first = true; first || at !== undefined; first = false)
    at = (await rebuildPiece({ ...s.databases, site: s.site, write: true }, first ? undefined : at))
      .next;
  await runErasures(workOf(s, NOW), never);
  expect((await readJob(workOf(s, NOW), id))?.status).toBe('done');
  expect(await placesWith(s, ['secret'])).toEqual([]);
});
