import * as v from 'valibot';
import { LIMITS } from '../../../schema/index.ts';
import { importLine } from '../../collect/import-line.ts';
import { EXAMPLE_BATCH } from '../batch-schema.ts';
import { operation, type Answer, type Operation } from '../operation.ts';
import { count } from '../shapes.ts';

// Described here, answered by ../ingest.ts: what a page sends is judged event by event, not as a whole.

const batch = v.pipe(
  v.looseObject({
    v: v.literal(1),
    site: v.string(),
    batch: v.string(),
    sent_at: v.number(),
    visitor: v.string(),
    page_load: v.string(),
    events: v.array(v.looseObject({ seq: v.number(), at: v.number(), name: v.string() })),
  }),
  v.description('The whole shape is JSON Schema at `/schema/batch.json`.'),
);

const refused = v.array(v.strictObject({ reason: v.string(), detail: v.string() }));

const partly = v.strictObject({
  stored: v.exactOptional(count),
  duplicates: v.exactOptional(count),
  quarantined: refused,
});

const accepted = v.strictObject({
  success: v.pipe(v.boolean(), v.description('False where anything is in quarantine.')),
  stored: v.exactOptional(count),
  duplicates: v.exactOptional(count),
  quarantined: v.exactOptional(refused),
  bots: v.exactOptional(
    v.pipe(
      v.record(v.string(), count),
      v.description(
        'Events that are stored and in no report, by why their sender is taken for a bot.',
      ),
    ),
  ),
  warnings: v.exactOptional(
    v.pipe(v.array(v.string()), v.description('Members that are not read, and look like a slip.')),
  ),
});

const taken: Record<number, Answer> = {
  200: {
    description: 'Durable; what broke a rule is in quarantine, with its reason',
    schema: accepted,
  },
};

const message = v.looseObject({
  anonymousId: v.exactOptional(v.string()),
  userId: v.exactOptional(v.nullable(v.string())),
  messageId: v.exactOptional(v.string()),
  timestamp: v.exactOptional(v.string()),
  writeKey: v.exactOptional(v.string()),
});

/** Segment's clients send JSON under any of these. */
const TYPES = ['application/json', 'text/plain'];

const SEGMENT: [name: string, operationId: string, summary: string, example: object][] = [
  [
    'track',
    'segmentTrack',
    'Record an event',
    { event: 'Product Viewed', properties: { product_id: 'mug' } },
  ],
  ['page', 'segmentPage', 'Record a page view', { name: 'Home', properties: { path: '/' } }],
  ['screen', 'segmentScreen', 'Record a screen of an app', { name: 'Home' }],
  ['identify', 'segmentIdentify', 'Say who a visitor is', { traits: { email: 'ann@example.com' } }],
  ['group', 'segmentGroup', 'Say which account a user belongs to', { groupId: 'acme' }],
  ['alias', 'segmentAlias', 'Say that two ids are one user', { previousId: 'ann@example.com' }],
];

export const ingestDescriptions: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/e',
    operationId: 'collect',
    tag: 'Ingest',
    summary: 'Send a batch of the snippet',
    description:
      'Takes no key: the site id is public, the Origin must be one of the site’s. Sent as text/plain, ' +
      'so that a browser asks nobody first. 503 means: send the very same bytes again.',
    needs: 'nothing',
    body: batch,
    bodyTypes: ['text/plain', 'application/json'],
    problems: [403, 404],
    answers: {
      200: { description: 'The good events are durable, the others in quarantine', schema: partly },
      204: { description: 'Every event is durable' },
    },
    example: {
      body: EXAMPLE_BATCH,
      response: {
        stored: 1,
        duplicates: 0,
        quarantined: [{ reason: 'amount_negative', detail: '/properties/value' }],
      },
    },
  }),
  operation({
    method: 'POST',
    path: '/s/e',
    operationId: 'collectOnOwnHost',
    tag: 'Ingest',
    summary: 'Send a batch to the site’s own host',
    description:
      'As `/e`, where a route of the site’s own host leads to this Worker. A page of that very host gets ' +
      'a cookie `sojourn-SITE` with its visitor, for 13 months; a cookieless batch deletes it.',
    needs: 'nothing',
    body: batch,
    bodyTypes: ['text/plain', 'application/json'],
    problems: [403, 404],
    answers: {
      200: { description: 'The good events are durable, the others in quarantine', schema: partly },
      204: { description: 'Every event is durable, or the site’s own people’s' },
    },
    example: {
      body: EXAMPLE_BATCH,
      response: { stored: 1, duplicates: 0, quarantined: [] },
    },
  }),
  operation({
    method: 'POST',
    path: '/v1/batch',
    operationId: 'segmentBatch',
    tag: 'Ingest',
    summary: 'Send messages as Segment’s libraries do',
    description:
      `At most ${LIMITS.batchEvents} messages and ${LIMITS.segmentBytes} bytes. ` +
      'Members that are not read are passed over, as Segment’s own libraries send many. ' +
      'The key is the user of Basic, a Bearer token, or `writeKey` in the body. Also at `/v1/b`.',
    needs: 'ingest',
    body: v.looseObject({ batch: v.array(v.looseObject({ type: v.string() })) }),
    bodyTypes: TYPES,
    answers: taken,
    example: {
      body: {
        batch: [
          {
            type: 'track',
            event: 'Order Completed',
            userId: 'ann',
            messageId: 'm-1',
            timestamp: '2026-11-21T12:00:00.000Z',
            properties: { order_id: 'O-1', revenue: 25, currency: 'EUR' },
          },
        ],
      },
      response: { success: true },
    },
  }),
  ...SEGMENT.map(([name, operationId, summary, example]) =>
    operation({
      method: 'POST',
      path: `/v1/${name}`,
      operationId,
      tag: 'Ingest',
      summary,
      description: `One message of Segment’s wire format. Also at \`/v1/${name.slice(0, 1)}\`.`,
      needs: 'ingest',
      body: message,
      bodyTypes: TYPES,
      answers: taken,
      example: { body: { userId: 'ann', ...example }, response: { success: true } },
    }),
  ),
  operation({
    method: 'POST',
    path: '/v1/sites/{site}/imports',
    operationId: 'importEvents',
    tag: 'Ingest',
    summary: 'Import events of a file',
    description:
      'One event a line. A line that is sent again changes nothing: its id is `id`, or follows from all ' +
      'it says. Any time of the past is taken, and up to a day ahead. ' +
      `At most ${LIMITS.importLines} lines and ${LIMITS.importBytes} bytes a request; gzip is taken. ` +
      'A CSV file, or one with other names, is read by `npm run import` and a map of its columns (docs/import.md).',
    needs: 'import',
    body: importLine,
    bodyTypes: ['application/x-ndjson'],
    problems: [404],
    answers: {
      200: {
        description: 'Durable; lines that break a rule are in quarantine',
        schema: v.strictObject({
          received: count,
          stored: count,
          duplicates: count,
          overflow: v.pipe(count, v.description('Events that a full session could not keep.')),
          erased: v.pipe(
            count,
            v.description('Left out, as the person they are of was erased after they happened.'),
          ),
          identity: v.pipe(
            count,
            v.description('Lines that say who somebody is, and are no event.'),
          ),
          quarantined: v.array(
            v.strictObject({ line: count, reason: v.string(), detail: v.string() }),
          ),
          rows_written: v.pipe(count, v.description('Rows of any table, index entries included.')),
        }),
      },
    },
    example: {
      body: {
        at: 1_795_262_400_000,
        name: 'purchase',
        visitor: 'v-81',
        page: 'https://shop.example/thanks',
        properties: { transaction_id: 'O-7', value: 25, currency: 'EUR' },
      },
      response: {
        received: 1,
        stored: 1,
        duplicates: 0,
        overflow: 0,
        erased: 0,
        identity: 0,
        quarantined: [],
        rows_written: 5,
      },
    },
  }),
  operation({
    method: 'GET',
    path: '/v1/projects/{key}/settings',
    operationId: 'segmentSettings',
    tag: 'Ingest',
    summary: 'Tell analytics.js where to send',
    needs: 'nothing',
    params: { key: v.string() },
    answers: {
      200: {
        description: 'One integration, this server',
        schema: v.looseObject({ integrations: v.record(v.string(), v.unknown()) }),
      },
    },
    example: { params: { key: 'wk_example' }, response: { integrations: { 'Segment.io': {} } } },
  }),
];
