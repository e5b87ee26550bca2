import * as v from 'valibot';
import {
  accountedIn,
  readLedger,
  sumOf,
  type DayEntry,
  type Entry,
} from '../../collect/read-ledger.ts';
import type { Env } from '../../env.ts';
import { databasesOf } from '../../stitch/databases.ts';
import { operation, type Operation } from '../operation.ts';
import { count } from '../shapes.ts';
import type { Site } from '../site.ts';
import { day, dayParameters, daysAsked, MOST_DAYS, nameOf, USUAL_DAYS } from '../utc-days.ts';

const tally = v.record(v.string(), count);

const entry = {
  stored: v.pipe(count, v.description('Counted from rows, under the day their session began.')),
  duplicates: v.pipe(count, v.description('Copies of events that were there already.')),
  overflow: v.pipe(count, v.description('Events that a full session could not keep.')),
  identity: v.pipe(count, v.description('Messages that say something of a user and are no event.')),
  staff: v.pipe(count, v.description('Of the site’s own people, see `settings.staff_networks`.')),
  erased: v.pipe(
    count,
    v.description('Erased with the person they were of, and what came of them again.'),
  ),
  quarantined: v.pipe(tally, v.description('By reason, counted from rows.')),
  conflicting_copies: v.pipe(
    count,
    v.description('Copies that said something else; they are among the duplicates.'),
  ),
  rejected: v.pipe(tally, v.description('Refused as a whole, by reason.')),
  lost: v.pipe(tally, v.description('What clients gave up, as they say, by reason.')),
  expired: v.pipe(tally, v.description('Left quarantine after 30 days, by reason.')),
};

const ledgerDay = v.strictObject({ day, ...entry });

const ledgerBody = v.strictObject({
  from: day,
  to: day,
  time_zone: v.literal('UTC'),
  data: v.array(ledgerDay),
  totals: v.strictObject({
    ...entry,
    accounted: v.pipe(count, v.description('Sum of all but `conflicting_copies`: what was sent.')),
  }),
});

const exampleEntry: Entry = {
  stored: 9_871,
  duplicates: 112,
  overflow: 0,
  identity: 0,
  staff: 0,
  erased: 0,
  quarantined: { amount_negative: 3, too_old: 14 },
  conflicting_copies: 1,
  rejected: {},
  lost: { queue: 2 },
  expired: {},
};

export const ledger: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/v1/sites/{site}/ledger',
    operationId: 'getLedger',
    tag: 'Operations',
    summary: 'Account for every event',
    description:
      'What was sent = stored + duplicates + overflow + identity + staff + erased + quarantined + rejected + lost + ' +
      'expired. ' +
      'Stored and quarantined are counted from the rows at this moment. The other counts are written ' +
      'within seconds; a part of the network that dies in between forgets its last few, never an event. ' +
      `Days are of UTC. At most ${MOST_DAYS}; the last ${USUAL_DAYS} where nothing is asked.`,
    needs: 'read:reports',
    query: dayParameters,
    answers: { 200: { description: 'A line a day, and their sum', schema: ledgerBody } },
    example: {
      query: { from: '2026-11-21', to: '2026-11-21' },
      response: {
        from: '2026-11-21',
        to: '2026-11-21',
        time_zone: 'UTC',
        data: [{ day: '2026-11-21', ...exampleEntry }],
        totals: { ...exampleEntry, accounted: accountedIn(exampleEntry) },
      },
    },
    handle: async ({ env, site, query, at }) => ({
      body: await ledgerOf(env, site, daysAsked(query, at)),
    }),
  }),
];

async function ledgerOf(
  env: Env,
  site: Site,
  { first, last }: { first: number; last: number },
): Promise<v.InferOutput<typeof ledgerBody>> {
  const days = await readLedger(databasesOf(env), { site: site.number, from: first, to: last + 1 });
  const sum = sumOf(days);
  return {
    from: nameOf(first),
    to: nameOf(last),
    time_zone: 'UTC',
    data: days.map(({ day: number, ...rest }: DayEntry) => ({ day: nameOf(number), ...rest })),
    totals: { ...sum, accounted: accountedIn(sum) },
  };
}
