import * as v from 'valibot';
import { rebuildPiece } from '../../jobs/rebuild/rebuild.ts';
import { databasesOf } from '../../stitch/databases.ts';
import { readSpread } from '../../stitch/spread.ts';
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
      'differs, and writes it where `write` is true. `npm run rebuild` asks until nothing is left. Of a ' +
      'site that is spread it goes through all databases.',
    needs: 'admin',
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
      const { number, currency } = site;
      const { db, more, lake } = databasesOf(env);
      // Read anew: half of a site would look like all of it.
      const isSpread = (await readSpread(db, number)) !== undefined;
      if ((site.archived && lake === undefined) || (isSpread && more === undefined)) {
        throw new Problem('not-configured', 'Not all that holds sessions of this site is bound.');
      }
      const about = { db, lake, site: { number, currency }, ...(isSpread && { more }) };
      const { steps, next } = await rebuildPiece(
        { ...about, write: body.write ?? false },
        body.after,
      );
      const shown = steps.map(({ table, rows, changed }) => ({ table, rows, changed }));
      return { body: { steps: shown, next: next ?? null } };
    },
  }),
];
