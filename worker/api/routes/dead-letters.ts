import * as v from 'valibot';
import { replayLetters } from '../../collect/dead-letters.ts';
import deadLettersList from '../../sql/dead_letters.list.sql';
import { databasesOf } from '../../stitch/databases.ts';
import { listOperation, operation, type Operation } from '../operation.ts';
import { pageOf, placeAfter } from '../page-of.ts';
import { anyId, count, instant, toInstant } from '../shapes.ts';

const letter = v.strictObject({
  id: v.string(),
  reason: v.string(),
  events: count,
  at: instant,
});

interface LetterRow {
  id: string;
  reason: string;
  events: number;
  at: number;
}

const replayed = v.strictObject({
  replayed: v.pipe(count, v.description('Letters that are stored now, and gone from the list.')),
  stored: v.pipe(count, v.description('Events that were not there before.')),
  failed: v.array(v.strictObject({ id: v.string(), reason: v.string() })),
  more: v.pipe(v.boolean(), v.description('More wait for another request.')),
});

const example = { id: 'mK0aVw3zQp91x', events: 1, at: '2026-11-21T12:00:00.000Z' };

export const deadLetters: readonly Operation[] = [
  listOperation({
    method: 'GET',
    path: '/v1/sites/{site}/dead-letters',
    operationId: 'listDeadLetters',
    tag: 'Operations',
    summary: 'List what the queue could not deliver',
    description:
      'Newest first. Such events were acknowledged, and cannot be stored for a reason of their own: ' +
      'they wait here until they are replayed. Without a queue there are none.',
    needs: 'admin',
    row: letter,
    example: {
      response: { data: [{ ...example, reason: 'RangeError: ...' }], next_cursor: null },
    },
    handle: async ({ env, site, page }) => {
      const { after } = placeAfter(page.after);
      const { at, id } = after ?? { at: Number.MAX_SAFE_INTEGER, id: '' };
      const statement = env.DB.prepare(deadLettersList).bind(site.number, at, id, page.limit + 1);
      const { results } = await statement.all<LetterRow>();
      const { rows, next } = pageOf(results, page.limit, (row) => [row.at, row.id]);
      // What `pageOf` was given.
      const shown = rows as LetterRow[];
      return { rows: shown.map((row) => ({ ...row, at: toInstant(row.at) })), next };
    },
  }),
  operation({
    method: 'POST',
    path: '/v1/sites/{site}/dead-letters/replay',
    operationId: 'replayDeadLetters',
    tag: 'Operations',
    summary: 'Store dead letters after a fix',
    description: 'All, or those named. What can be stored now is, once, and leaves the list.',
    needs: 'admin',
    body: v.strictObject({
      ids: v.exactOptional(v.pipe(v.array(anyId), v.minLength(1), v.maxLength(100))),
    }),
    answers: { 200: { description: 'What became of them', schema: replayed } },
    example: {
      body: { ids: [example.id] },
      response: { replayed: 1, stored: 1, failed: [], more: false },
    },
    handle: async ({ env, site, body, ctx }) => ({
      body: await replayLetters(databasesOf(env), ctx, { site: site.number, ids: body.ids }),
    }),
  }),
];
