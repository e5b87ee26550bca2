import * as v from 'valibot';
import { cookielessAmong, identityAround, identityOfSite, Reader } from '../../history/index.ts';
import { relate, type Relation } from '../../history/relate.ts';
import { unknownAmong } from '../../history/unknown.ts';
import type { Env } from '../../env.ts';
import { databasesOf } from '../../stitch/databases.ts';
import { isReservedId } from '../../stitch/reserved-ids.ts';
import { conflict } from '../answers/customer.ts';
import { listOperation, operation, type Operation } from '../operation.ts';
import { pageOf, textAfter } from '../page-of.ts';
import { Problem } from '../problem.ts';
import { instant, toInstant } from '../shapes.ts';
import type { Site } from '../site.ts';

const node = v.pipe(
  v.string(),
  v.maxLength(300),
  v.regex(/^(user|visitor):[\s\S]*\S/, '`user:ID` or `visitor:ID`'),
  v.check((text) => !isReservedId(bare(text)), 'This id names nobody in particular'),
);

const pair = v.pipe(
  v.strictObject({
    a: node,
    b: node,
    reason: v.exactOptional(v.pipe(v.string(), v.trim(), v.maxLength(500)), ''),
  }),
  v.check(({ a, b }) => a !== b, 'Two different ids'),
);

const related = v.strictObject({
  kind: v.picklist(['link', 'unlink']),
  a: v.string(),
  b: v.string(),
  at: instant,
  reason: v.string(),
  customers: v.pipe(
    v.strictObject({ a: v.string(), b: v.string() }),
    v.description('Whose the two are now: one and the same, or two.'),
  ),
  warnings: v.exactOptional(
    v.pipe(v.array(v.string()), v.description('Ids of which nothing was ever told: a slip?')),
  ),
});

const exampleBody = { a: 'user:ann', b: 'user:ann@example.com', reason: 'Told us on the phone' };
const exampleAnswer = { ...exampleBody, at: '2026-11-21T12:00:00.000Z' };

export const identity: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/v1/sites/{site}/identity/link',
    operationId: 'linkIds',
    tag: 'Customers',
    summary: 'Say that two ids are one customer',
    description:
      'Nothing is rewritten, and `unlink` takes it back. An id of which nothing was told yet is linked ' +
      'all the same, with a warning; a visitor without consent, who may be many people, never is.',
    needs: 'admin',
    body: pair,
    answers: { 200: { description: 'Whose they are now', schema: related } },
    example: {
      body: exampleBody,
      response: { kind: 'link', ...exampleAnswer, customers: { a: 'ann', b: 'ann' } },
    },
    handle: async ({ env, site, body, at }) => {
      const reader = new Reader(databasesOf(env), site);
      const visitors = [body.a, body.b].filter((id) => id.startsWith('visitor:')).map(bare);
      const [nobody] = await cookielessAmong(reader, new Set(visitors));
      if (nobody !== undefined) {
        throw new Problem('invalid-input', `${nobody} may be everybody in a network for a day.`);
      }
      const unknown = await unknownAmong(reader, [body.a, body.b]);
      const warnings = unknown.map((id) => `Nothing was ever told of ${id}: is it spelled right?`);
      const said = await say(env, site, { relation: { kind: 'link', ...body }, at });
      return { body: { ...said, ...(warnings.length > 0 && { warnings }) } };
    },
  }),
  operation({
    method: 'POST',
    path: '/v1/sites/{site}/identity/unlink',
    operationId: 'unlinkIds',
    tag: 'Customers',
    summary: 'Undo what joins two ids',
    description:
      'Undoes an identify, alias or link between exactly these two, as a tombstone: no history is ' +
      'rewritten, and `link` joins them again. 404 where nothing joins the two directly.',
    needs: 'admin',
    body: pair,
    answers: { 200: { description: 'Whose they are now', schema: related } },
    example: {
      body: exampleBody,
      response: {
        kind: 'unlink',
        ...exampleAnswer,
        customers: { a: 'ann', b: 'ann@example.com' },
      },
    },
    handle: async ({ env, site, body, at }) => ({
      body: await say(env, site, { relation: { kind: 'unlink', ...body }, at }),
    }),
  }),
  listOperation({
    method: 'GET',
    path: '/v1/sites/{site}/identity/conflicts',
    operationId: 'listConflicts',
    tag: 'Customers',
    summary: 'List what the guards found',
    description:
      'Ids that name nobody, users with too many visitors on one day, devices that several people ' +
      'share, aliases of two known users that only a page vouches for, signatures that are wrong, ' +
      'visits without consent in which somebody was named.',
    needs: 'read:customers',
    row: conflict,
    example: {
      response: {
        data: [{ kind: 'suspect_user', user: 'kiosk', day: 20_778, visitors: 140 }],
        next_cursor: null,
      },
    },
    handle: async ({ env, site, page }) => {
      const { conflicts } = await identityOfSite(new Reader(databasesOf(env), site));
      const after = textAfter(page.after);
      const keyed = conflicts
        .map((one) => ({ one, key: JSON.stringify(one) }))
        .filter(({ key }) => key > after)
        .sort((x, y) => (x.key < y.key ? -1 : 1));
      const { rows, next } = pageOf(keyed, page.limit, ({ key }) => [key]);
      // What `pageOf` was given.
      return { rows: (rows as typeof keyed).map(({ one }) => one), next };
    },
  }),
];

async function say(
  env: Env,
  site: Site,
  { relation, at }: { relation: Relation; at: number },
): Promise<v.InferOutput<typeof related>> {
  const said = await relate(env.DB, { site: site.number, relation, at });
  if (said === undefined) {
    throw new Problem('not-found', 'Nothing joins these two directly: see their identity.');
  }
  const { a, b } = relation;
  const reader = new Reader(databasesOf(env), site);
  const { identity: who } = await identityAround(reader, [bare(a), bare(b)]);
  const ownerOf = (id: string): string =>
    id.startsWith('user:') ? who.ofUser(bare(id)) : who.ofVisitor(bare(id), said);
  return { ...relation, at: toInstant(said), customers: { a: ownerOf(a), b: ownerOf(b) } };
}

function bare(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}
