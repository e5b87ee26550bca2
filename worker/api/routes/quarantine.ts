import * as v from 'valibot';
import {
  listQuarantine,
  REPLAY_MOST,
  replayQuarantine,
  type QuarantineRow,
  type Wanted,
} from '../../collect/replay.ts';
import { QUARANTINE_KEPT } from '../../jobs/expire-quarantine.ts';
import { databasesOf } from '../../stitch/databases.ts';
import { documentedAs } from '../documented.ts';
import { listOperation, operation, type Operation } from '../operation.ts';
import { pageOf, placeAfter } from '../page-of.ts';
import { collected } from '../receive.ts';
import { anyId, count, instant, toInstant } from '../shapes.ts';

const reason = v.pipe(v.string(), v.regex(/^[a-z_]{1,64}$/, 'A reason such as amount_negative'));

const quarantined = v.strictObject({
  id: v.string(),
  reason: v.string(),
  detail: v.string(),
  source: v.picklist(['page', 'server', 'import']),
  visitor: v.nullable(v.string()),
  body: v.pipe(v.any(), v.description('The event as it came; of a long one, its beginning.')),
  received_at: instant,
  expires_at: instant,
});

const wanted = v.pipe(
  v.strictObject({
    ids: v.exactOptional(v.pipe(v.array(anyId), v.minLength(1), v.maxLength(REPLAY_MOST))),
    reason: v.exactOptional(reason),
    after: v.exactOptional(
      v.pipe(
        v.string(),
        v.regex(/^\d{1,15}\.[\w-]{1,40}$/, 'The `next` of the answer before'),
        v.description('The `next` of the answer before, with a reason.'),
      ),
    ),
  }),
  v.check(
    (one) => (one.ids === undefined) !== (one.reason === undefined),
    'Either ids or a reason',
  ),
);

const replayed = v.strictObject({
  stored: v.pipe(count, v.description('Events that were not there before.')),
  duplicates: count,
  refused: v.array(v.strictObject({ id: v.string(), reason: v.string(), detail: v.string() })),
  next: v.nullable(v.string()),
});

const exampleRow = {
  id: 'mJ4XkPQ0hR2wz',
  reason: 'amount_negative',
  detail: '/properties/value',
  source: 'page',
  visitor: 'v_5d1e9a7c40b2f683',
  body: { seq: 4, at: 1_795_262_400_000, name: 'purchase', properties: { value: -1 } },
  received_at: '2026-11-21T12:00:00.000Z',
  expires_at: '2026-12-21T12:00:00.000Z',
};

export const quarantine: readonly Operation[] = [
  listOperation({
    method: 'GET',
    path: '/v1/sites/{site}/quarantine',
    operationId: 'listQuarantine',
    tag: 'Operations',
    summary: 'List events that broke a rule',
    description: 'Newest first. They are kept for 30 days and can be replayed after a fix.',
    needs: 'admin',
    query: {
      reason: documentedAs(v.exactOptional(reason), {
        type: 'string',
        description: 'Only those of one reason.',
      }),
    },
    row: quarantined,
    example: { response: { data: [exampleRow], next_cursor: null } },
    handle: async ({ env, site, query, page }) => {
      const { after } = placeAfter(page.after);
      const asked = { site: site.number, reason: query.reason, limit: page.limit + 1, after };
      const rows = await listQuarantine(env.DB, asked);
      const { rows: shown, next } = pageOf(rows, page.limit, (row) => [row.received_at, row.id]);
      return { rows: shown.map((row) => toQuarantined(row as QuarantineRow)), next };
    },
  }),
  operation({
    method: 'POST',
    path: '/v1/sites/{site}/quarantine/replay',
    operationId: 'replayQuarantine',
    tag: 'Operations',
    summary: 'Judge quarantined events again',
    description:
      'By today’s rules, their times held against the time they came. Those that are good now are ' +
      'stored and leave quarantine. Doing it twice changes nothing. ' +
      `At most ${REPLAY_MOST} a request; with a reason, go on with \`after\` while \`next\` is not null.`,
    needs: 'admin',
    body: wanted,
    answers: { 200: { description: 'What became of them', schema: replayed } },
    example: {
      body: { reason: 'currency_unknown' },
      response: { stored: 12, duplicates: 0, refused: [], next: null },
    },
    handle: async ({ env, site, body, at, ctx }) => {
      const asked = { site: collected(site), wanted: wantedOf(body), at };
      const { next, ...rest } = await replayQuarantine(databasesOf(env), ctx, asked);
      return { body: { ...rest, next: next ? `${next.at}.${next.id}` : null } };
    },
  }),
];

function wantedOf({ ids, reason: why = '', after }: v.InferOutput<typeof wanted>): Wanted {
  if (ids !== undefined) return { ids };
  const dot = after?.indexOf('.') ?? 0;
  const place = after && { at: Number(after.slice(0, dot)), id: after.slice(dot + 1) };
  return { reason: why, ...(place && { after: place }) };
}

function toQuarantined(row: QuarantineRow): v.InferOutput<typeof quarantined> {
  const { id, detail, source, visitor, body, received_at } = row;
  return {
    id,
    reason: row.reason,
    detail,
    source,
    visitor: visitor === '' ? null : visitor,
    body: JSON.parse(body) as unknown,
    received_at: toInstant(received_at),
    expires_at: toInstant(received_at + QUARANTINE_KEPT),
  };
}
