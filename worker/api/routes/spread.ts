import * as v from 'valibot';
import { channelCode } from '../../collect/settle.ts';
import type { Env } from '../../env.ts';
import { spreadOver } from '../../shards/carry-on.ts';
import { siteShards } from '../../shards/site-shards.ts';
import { databasesOf, HOME } from '../../stitch/databases.ts';
import { readSpread, type Spread } from '../../stitch/spread.ts';
import { BUCKETS } from '../../stitch/bucket.ts';
import { operation, type Operation } from '../operation.ts';
import { Problem } from '../problem.ts';
import { count } from '../shapes.ts';
import { forgetSite, type Site } from '../site.ts';

/** How long one request works on it, in milliseconds; the next one goes on. */
const WORKED = 8_000;

const database = v.pipe(
  v.string(),
  v.regex(/^DB(_\d{1,3})?$/, 'Name of a binding: `DB`, `DB_1` ...'),
);

const spreadBody = v.strictObject({
  done: v.pipe(v.boolean(), v.description('False: send the request again, it goes on.')),
  databases: v.array(v.strictObject({ name: database, buckets: count })),
  moving: v.nullable(v.strictObject({ from: database, to: database, buckets: count })),
  left: v.pipe(
    v.array(database),
    v.description('Databases with rows that have moved away; they are deleted after an hour.'),
  ),
});

const over = v.pipe(
  v.array(database),
  v.minLength(1),
  v.maxLength(BUCKETS),
  v.check((names) => new Set(names).size === names.length, 'Each database once'),
);

const example = {
  done: true,
  databases: [{ name: 'DB', buckets: 256 }],
  moving: null,
  left: [],
};

export const spreads: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/v1/sites/{site}/spread',
    operationId: 'getSpread',
    tag: 'Operations',
    summary: 'Tell which databases hold the sessions of a site',
    needs: 'operator',
    answers: { 200: { description: 'Where its 256 buckets of visitors are', schema: spreadBody } },
    example: { response: example },
    handle: async ({ env, site }) => {
      const spread = await readSpread(env.DB, site.number);
      return { body: shown(spread, spread?.move === undefined) };
    },
  }),
  operation({
    method: 'POST',
    path: '/v1/sites/{site}/spread',
    operationId: 'spreadSite',
    tag: 'Operations',
    summary: 'Spread the sessions of a site evenly over some databases',
    description:
      'Moves buckets of visitors one after another while events go on coming in and reports go on ' +
      'being answered. Works for some seconds; send it again until it is done. It may be broken off ' +
      'at any moment: whoever comes next goes on, the hourly job too.',
    needs: 'operator',
    body: v.strictObject({ over }),
    answers: { 200: { description: 'How far it is', schema: spreadBody } },
    example: { body: { over: ['DB'] }, response: example },
    handle: async ({ env, site, body, at }) => ({
      body: await spreadSite(env, site, body.over, at),
    }),
  }),
];

async function spreadSite(
  env: Env,
  site: Site,
  names: readonly string[],
  at: number,
): Promise<v.InferOutput<typeof spreadBody>> {
  const databases = databasesOf(env);
  const unbound = names.find((name) => name !== HOME && !databases.more?.has(name));
  if (unbound !== undefined) {
    const detail = `No database is bound as ${unbound}`;
    throw new Problem('invalid-input', detail, {
      errors: [{ in: 'body', pointer: '/over', detail }],
    });
  }
  const shards = siteShards(databases, site.number, channelCode);
  // Alone, the home has everything already.
  if (shards === undefined) return shown(undefined, true);
  const until = Date.now() + WORKED;
  const working = { now: at, isOver: () => Date.now() > until };
  const { spread, isDone } = await spreadOver(shards, names, working);
  forgetSite(site);
  return shown(spread, isDone);
}

function shown(spread: Spread | undefined, done: boolean): v.InferOutput<typeof spreadBody> {
  const places = spread?.places ?? Array.from({ length: BUCKETS }, () => HOME);
  const names = [...new Set(places)].sort();
  const { move } = spread ?? {};
  return {
    done,
    databases: names.map((name) => ({
      name,
      buckets: places.filter((place) => place === name).length,
    })),
    moving: move ? { from: move.from, to: move.to, buckets: move.buckets.length } : null,
    left: [...new Set(spread?.leftovers.map(({ database: name }) => name))].sort(),
  };
}
