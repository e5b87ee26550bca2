import * as v from 'valibot';
import { worstOf, type Check } from '../health/check.ts';
import { checksOf } from '../health/checks.ts';
import { findingsOf } from '../health/read-health.ts';
import { contextOf } from '../context-of.ts';
import { operation, type Operation } from '../operation.ts';
import { instant, toInstant } from '../shapes.ts';

const status = v.picklist(['ok', 'warn', 'fail']);

const check: v.GenericSchema<Check> = v.strictObject({
  check: v.string(),
  status,
  value: v.pipe(
    v.nullable(v.number()),
    v.description('A share of 1, or a number of `unit`; null where there was nothing to judge.'),
  ),
  unit: v.picklist(['share', 'seconds', 'days', 'letters', 'triggers']),
  detail: v.string(),
  advice: v.pipe(v.nullable(v.string()), v.description('What to do.')),
});

const healthBody = v.strictObject({
  status: v.pipe(status, v.description('The worst of the checks.')),
  checked_at: instant,
  last_event_at: v.pipe(v.nullable(instant), v.description('By its own time.')),
  checks: v.array(check),
});

export const siteHealth: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/v1/sites/{site}/health',
    operationId: 'getSiteHealth',
    tag: 'Operations',
    summary: 'Tell whether a site’s tag works',
    description:
      '`events`: when the last one happened (a day of silence warns, a week fails; where only imports fill the ' +
      'site, when one came, and a week without warns). Of what came yesterday and today (UTC), the share that ' +
      'was `refused`, `quarantined`, `lost` by browsers as they say, and `late` by over an hour (of pages; one ' +
      'in eight late batches is counted, for all). `duplicates`: pages send the last batch before a reload ' +
      'twice, so that over 55 % warn, of servers over 20 %; imports may be run twice. Of the newest 200 sessions, events of `clocks` that are off and `bots`. `dead_letters` of the ' +
      'queue, with a lake how far the `archive` is behind, and with triggers how many of them send nothing ' +
      '(`webhooks`). Each with what to do.',
    needs: 'read:reports',
    answers: { 200: { description: 'How the site stands', schema: healthBody } },
    example: {
      response: {
        status: 'warn',
        checked_at: '2026-11-21T12:00:00.000Z',
        last_event_at: '2026-11-21T11:59:48.000Z',
        checks: [
          {
            check: 'events',
            status: 'ok',
            value: 12,
            unit: 'seconds',
            detail: 'The last event happened at 2026-11-21T11:59:48.000Z.',
            advice: null,
          },
          {
            check: 'refused',
            status: 'warn',
            value: 0.042,
            unit: 'share',
            detail: '42 (4.2 %) of 1,000 events were refused, most as origin_not_allowed.',
            advice: 'Add the origin of your pages to the site: PATCH {"origins": [...]}.',
          },
        ],
      },
    },
    handle: async ({ env, site, at, request }) => {
      const { origin } = new URL(request.url);
      const found = await findingsOf(contextOf({ env, site, at }), { site, at });
      const checks = checksOf(found, { site, at, hasLake: env.LAKE !== undefined, origin });
      return {
        body: {
          status: worstOf(checks),
          checked_at: toInstant(at),
          last_event_at: found.lastAt === undefined ? null : toInstant(found.lastAt),
          checks,
        },
      };
    },
  }),
];
