import * as v from 'valibot';
import { rebuildPiece } from '../../jobs/rebuild/rebuild.ts';
import { operation, type Operation } from '../operation.ts';
import { Problem } from '../problem.ts';
import { count } from '../shapes.ts';

const step = v.strictObject({
  table: v.string(),
  rows: v.pipe(count, v.description('Rows that were looked at.')),
  changed: v.pipe(
    v.array(v.string()),
    v.description('Those that are not what follows from the rest; written where that was asked.'),
  ),
});

const piece = v.strictObject({
  steps: v.array(step),
  next: v.pipe(
    v.nullable(v.string()),
    v.description('Where to go on with another request; null: that was all.'),
  ),
});

export const rebuild: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/v1/sites/{site}/rebuild',
    operationId: 'rebuild',
    tag: 'Operations',
    summary: 'Work out anew what is derived',
    description:
      'A piece of it at a time: sessions’ counts and facts from their events, orders from their copies ' +
      'and from every event that tells of them, the index of the lake from its files. Tells what ' +
      'differs, and writes it where `write` is true. `npm run rebuild` asks until nothing is left. Not for a site that is spread over several databases.',
    needs: 'admin',
    problems: [409],
    body: v.strictObject({
      write: v.exactOptional(v.boolean()),
      after: v.exactOptional(v.pipe(v.string(), v.maxLength(1_000))),
    }),
    answers: { 200: { description: 'What was looked at, and what differed', schema: piece } },
    example: {
      body: { write: false },
      response: { steps: [{ table: 'symbols', rows: 0, changed: [] }], next: 'sessions' },
    },
    handle: async ({ env, site, body }) => {
      if (site.spread) throw new Problem('conflict', 'This site is spread over several databases.');
      const { number, currency } = site;
      const about = { db: env.DB, lake: env.LAKE, site: { number, currency } };
      const { steps, next } = await rebuildPiece(
        { ...about, write: body.write ?? false },
        body.after,
      );
      const shown = steps.map(({ table, rows, changed }) => ({ table, rows, changed }));
      return { body: { steps: shown, next: next ?? null } };
    },
  }),
];
