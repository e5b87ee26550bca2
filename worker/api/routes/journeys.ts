import * as v from 'valibot';
import { CHANNELS } from '../../collect/channel.ts';
import { journeyBy, listJourneys, type Journey } from '../../reports/index.ts';
import { journey, outcome } from '../answers/journey.ts';
import { contextOf } from '../context-of.ts';
import { documentedAs } from '../documented.ts';
import { filterOf, listFilter } from '../list-filter.ts';
import { listOperation, operation, type Operation } from '../operation.ts';
import { pageFrom, placeAfter } from '../page-of.ts';
import { Problem } from '../problem.ts';
import { anyId } from '../shapes.ts';

const example: Journey = {
  id: 'j_bW5hcXg0cXUuYW5u',
  customer: 'ann',
  customer_name: 'Ann Example',
  opened_at: '2026-11-18T09:12:04.000Z',
  closed_at: '2026-11-20T18:40:31.000Z',
  last_at: '2026-11-20T18:40:31.000Z',
  outcome: 'converted',
  sessions: 2,
  touches: [
    { at: '2026-11-18T09:12:04.000Z', channel: 'Organic Search', session: 's_bW5hcXg0cXUudl8x' },
    { at: '2026-11-20T18:31:00.000Z', channel: 'Email', session: 's_bW5hdXBlNjAudl8x' },
  ],
  value: '49.80',
  currency: 'EUR',
  order: 'O-1001',
  conversion: 'purchase',
  seconds_to_convert: 206_907,
  stage: 'purchase',
};

const touches: v.GenericSchema<string, number> = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d{0,3}$/, 'A whole number from 1 to 9999'),
  v.transform(Number),
);

/** A channel of GA4's table, or that of an offline contact, such as Call. */
const channel = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

export const journeys: readonly Operation[] = [
  listOperation({
    method: 'GET',
    path: '/v1/sites/{site}/journeys',
    operationId: 'listJourneys',
    tag: 'Journeys',
    summary: 'List journeys',
    description: 'By their last session or touchpoint, newest first.',
    needs: 'read:customers',
    query: {
      customer: documentedAs(v.exactOptional(anyId), {
        type: 'string',
        description: 'Any member id of a customer.',
      }),
      outcome: v.exactOptional(outcome),
      min_touches: documentedAs(v.exactOptional(touches), {
        type: 'integer',
        minimum: 1,
        maximum: 9_999,
        description: 'At least so many touches.',
      }),
      channel: documentedAs(v.exactOptional(channel), {
        type: 'string',
        description: `At least one touch by it: ${CHANNELS.join(', ')}, or an offline one.`,
      }),
      ...listFilter,
    },
    row: journey,
    example: { query: { outcome: 'converted' }, response: { data: [example], next_cursor: null } },
    handle: async (call) => {
      const { page } = call;
      const { filter, segment, ...query } = call.query;
      const answer = await listJourneys(contextOf(call), {
        ...query,
        ...(await filterOf(call, { filter, segment })),
        limit: page.limit,
        ...placeAfter(page.after),
      });
      return pageFrom(answer);
    },
  }),
  operation({
    method: 'GET',
    path: '/v1/sites/{site}/journeys/{id}',
    operationId: 'getJourney',
    tag: 'Journeys',
    summary: 'Read a journey',
    description: 'An id keeps working: it leads to the journey that now covers its instant.',
    needs: 'read:customers',
    params: { id: anyId },
    answers: { 200: { description: 'The journey', schema: journey } },
    example: { params: { id: example.id }, response: example },
    handle: async (call) => {
      const answer = await journeyBy(contextOf(call), call.params.id);
      if (!answer) throw new Problem('not-found', 'No journey of this site has this id.');
      return { body: answer.data };
    },
  }),
];
