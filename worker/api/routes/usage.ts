import * as v from 'valibot';
import { readUsage, totalOf, type DayUsage, type Usage } from '../../collect/read-usage.ts';
import { CPU_MS_A_REQUEST, USD } from '../../prices.ts';
import { databasesOf } from '../../stitch/databases.ts';
import { operation, type Operation } from '../operation.ts';
import { count } from '../shapes.ts';
import { day, dayParameters, daysAsked, MOST_DAYS, nameOf, USUAL_DAYS } from '../utc-days.ts';

const usd = v.pipe(v.number(), v.minValue(0));

const usage = {
  events: v.pipe(
    count,
    v.description('Stored. Counted from rows, under the day their session began.'),
  ),
  requests: v.pipe(count, v.description('Batches, imports and reports. Sampled.')),
  rows_written: v.pipe(count, v.description('By storing, as D1 bills them. Sampled.')),
  rows_read: v.pipe(count, v.description('By storing and by reports. Sampled.')),
  bytes: v.pipe(
    count,
    v.description(
      'In D1, of sessions that began that day: measured, with 90 bytes a row. Estimated.',
    ),
  ),
  lake_bytes: v.pipe(count, v.description('In the lake, of sessions of that day. Counted.')),
  usd: v.pipe(usd, v.description('At list prices, with the first month of keeping it. Estimated.')),
};

const usageBody = v.strictObject({
  from: day,
  to: day,
  time_zone: v.literal('UTC'),
  data: v.array(v.strictObject({ day, ...usage })),
  totals: v.strictObject(usage),
  prices: v.pipe(
    v.strictObject({
      million_rows_written: usd,
      million_rows_read: usd,
      million_requests: usd,
      million_cpu_ms: usd,
      gigabyte_month: usd,
      lake_gigabyte_month: usd,
      cpu_ms_a_request: usd,
    }),
    v.description('USD at Cloudflare’s lists, without what a plan includes.'),
  ),
});

const million = (price: number): number => Number((price * 1e6).toPrecision(6));

const prices: v.InferOutput<typeof usageBody>['prices'] = {
  million_rows_written: million(USD.rowWritten),
  million_rows_read: million(USD.rowRead),
  million_requests: million(USD.request),
  million_cpu_ms: million(USD.cpuMs),
  gigabyte_month: million(USD.byteMonth * 1_000),
  lake_gigabyte_month: million(USD.lakeByteMonth * 1_000),
  cpu_ms_a_request: CPU_MS_A_REQUEST,
};

const exampleUsage: Usage = {
  events: 9_871,
  requests: 1_848,
  rows_written: 2_310,
  rows_read: 20_930,
  bytes: 261_300,
  lake_bytes: 0,
  usd: 0.00328495,
};

export const usageOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/v1/sites/{site}/usage',
    operationId: 'getUsage',
    tag: 'Operations',
    summary: 'Tell what a site uses, and what that costs',
    description:
      'Day by day. Events and files are counted. Requests and rows are sampled: one request in some is ' +
      'written down for all of them (a batch: one in some 300, a report over 500,000 rows: each), so that ' +
      'counting adds 1 % to the bill at most; a small site’s days are rough, its months are not. Lists, ' +
      'exports and jobs are not among them. CPU is not measurable in a Worker and taken from a ' +
      'benchmark. What a plan includes (50 million rows written a month ...) is not taken off. ' +
      `Days are of UTC. At most ${MOST_DAYS}; the last ${USUAL_DAYS} where nothing is asked.`,
    needs: 'read:reports',
    query: dayParameters,
    answers: { 200: { description: 'A line a day, and their sum', schema: usageBody } },
    example: {
      query: { from: '2026-11-21', to: '2026-11-21' },
      response: {
        from: '2026-11-21',
        to: '2026-11-21',
        time_zone: 'UTC',
        data: [{ day: '2026-11-21', ...exampleUsage }],
        totals: exampleUsage,
        prices,
      },
    },
    handle: async ({ env, site, query, at }) => {
      const { first, last } = daysAsked(query, at);
      const range = { site: site.number, from: first, to: last + 1 };
      const days = await readUsage(databasesOf(env), range);
      return {
        body: {
          from: nameOf(first),
          to: nameOf(last),
          time_zone: 'UTC',
          data: days.map(({ day: number, ...rest }: DayUsage) => ({
            day: nameOf(number),
            ...rest,
          })),
          totals: totalOf(days),
          prices,
        },
      };
    },
  }),
];
