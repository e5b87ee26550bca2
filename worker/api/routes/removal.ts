import * as v from 'valibot';
import type { Env } from '../../env.ts';
import { removeSite } from '../../jobs/remove/remove-site.ts';
import { databasesOf } from '../../stitch/databases.ts';
import { forgetKeysOf } from '../auth.ts';
import { operation, type Operation } from '../operation.ts';
import { Problem } from '../problem.ts';
import { count, siteId } from '../shapes.ts';
import { forgetSite, type Site } from '../site.ts';

/** How long one request works on it, in milliseconds; the next one goes on. */
const WORKED = 8_000;

const removalBody = v.strictObject({
  id: v.string(),
  done: v.pipe(
    v.boolean(),
    v.description('False: send the request again, it goes on; so does the hourly job.'),
  ),
  removed: v.pipe(
    v.array(v.strictObject({ store: v.string(), count })),
    v.description('What this request deleted: rows by table, objects of the bucket as `LAKE`.'),
  ),
});

export const removal: readonly Operation[] = [
  operation({
    method: 'DELETE',
    path: '/v1/sites/{site}',
    operationId: 'removeSite',
    tag: 'Sites and keys',
    summary: 'Remove a site with all that is kept of it',
    description:
      'For good: its events, customers, orders and settings in every database, its keys, its files in ' +
      'the lake. `confirm` repeats the id. At once no key and no tag finds the site; other parts of the ' +
      'network follow within 30 seconds, and what they take until then is dropped. Works for some ' +
      'seconds; send it again until it is done, after which there is no such site (404); an ' +
      '`Idempotency-Key` is not looked at. The id can be ' +
      'used anew a minute later. D1’s Time Travel keeps what was for 30 days.',
    needs: 'operator',
    takesRemoved: true,
    query: {
      confirm: v.pipe(siteId, v.description('The id of the site once more.')),
    },
    answers: { 200: { description: 'How far it is', schema: removalBody } },
    problems: [503],
    example: {
      query: { confirm: 'shop' },
      response: { id: 'shop', done: true, removed: [{ store: 'sessions', count: 412 }] },
    },
    handle: async ({ env, site, query, at }) => {
      if (query.confirm !== site.id) throw notConfirmed(site.id);
      return { body: await remove(env, site, at) };
    },
  }),
];

function notConfirmed(id: string): Problem {
  const detail = `Nothing was removed: repeat the id, ?confirm=${id}`;
  return new Problem('invalid-input', detail, {
    errors: [{ in: 'query', pointer: '/confirm', detail }],
  });
}

async function remove(
  env: Env,
  site: Site,
  at: number,
): Promise<v.InferOutput<typeof removalBody>> {
  const databases = databasesOf(env);
  if ((site.archived && !databases.lake) || (site.spread && !databases.more)) {
    throw new Problem('not-configured', 'Not all that holds something of this site is bound.');
  }
  const until = Date.now() + WORKED;
  const isOver = (): boolean => Date.now() > until;
  try {
    const { isDone, counts } = await removeSite({ databases, site, now: at, isOver });
    const removed = [...counts].map(([store, found]) => ({ store, count: found }));
    return { id: site.id, done: isDone, removed };
  } finally {
    forgetSite(site);
    forgetKeysOf(site.number);
  }
}
