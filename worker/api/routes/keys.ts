import * as v from 'valibot';
import type { Env } from '../../env.ts';
import insertKey from '../../sql/keys.insert.sql';
import selectKeys from '../../sql/keys.list.sql';
import revokeKey from '../../sql/keys.revoke.sql';
import { forgetKey } from '../auth.ts';
import { hashOf, KIND, mintKey, mintKeyId, type Kind } from '../key.ts';
import {
  listOperation,
  operation,
  type Operation,
  type Page,
  type PageCall,
} from '../operation.ts';
import { pageOf, textAfter } from '../page-of.ts';
import { Problem } from '../problem.ts';
import { anyId, instant, label, toInstant } from '../shapes.ts';

const kind = v.picklist(KIND);

const newKey = v.strictObject({ kind, label });

/** Shown once, at creation. */
export const createdKey: v.GenericSchema = v.strictObject({
  id: v.string(),
  kind,
  label: v.string(),
  key: v.pipe(v.string(), v.description('The key itself. It is shown this once and never again.')),
  created_at: instant,
});

export const listedKey: v.GenericSchema<ListedKey> = v.strictObject({
  id: v.string(),
  kind,
  label: v.string(),
  created_at: instant,
  revoked_at: v.nullable(instant),
});

const example = { id: 'key_4lq0ZTmJbV1a', kind: 'server', label: 'Shop back end' };
const created_at = '2026-11-21T12:00:00.000Z';

export const keys: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/v1/sites/{site}/keys',
    operationId: 'createKey',
    tag: 'Sites and keys',
    summary: 'Create a key',
    description: 'The key is in this answer and nowhere else: only its hash is stored.',
    needs: 'admin',
    body: newKey,
    answers: { 201: { description: 'The key', schema: createdKey } },
    example: {
      body: { kind: 'server', label: 'Shop back end' },
      response: { ...example, key: 'sk_Zm9yIGV4YW1wbGUgcHVycG9zZXMgb25s', created_at },
    },
    handle: async ({ env, site, body, at }) => ({
      status: 201,
      body: await createKey(env, site.number, body, at),
    }),
  }),
  listOperation({
    method: 'GET',
    path: '/v1/sites/{site}/keys',
    operationId: 'listKeys',
    tag: 'Sites and keys',
    summary: 'List keys',
    description: 'Revoked ones too; never the keys themselves.',
    needs: 'admin',
    row: listedKey,
    example: {
      response: { data: [{ ...example, created_at, revoked_at: null }], next_cursor: null },
    },
    handle: ({ env, site, page }) => listKeys(env, site.number, page),
  }),
  operation({
    method: 'DELETE',
    path: '/v1/sites/{site}/keys/{id}',
    operationId: 'revokeKey',
    tag: 'Sites and keys',
    summary: 'Revoke a key',
    description: 'It stops working everywhere within 30 seconds.',
    needs: 'admin',
    params: { id: anyId },
    answers: { 204: { description: 'Revoked' } },
    example: { params: { id: 'key_4lq0ZTmJbV1a' } },
    handle: async ({ env, site, params, at }) => {
      const { meta } = await env.DB.prepare(revokeKey).bind(site.number, params.id, at).run();
      if (meta.changes === 0) throw new Problem('not-found', 'There is no such key in use.');
      forgetKey(site.number, params.id);
      return { status: 204 };
    },
  }),
];

async function createKey(
  env: Env,
  site: number,
  body: v.InferOutput<typeof newKey>,
  at: number,
): Promise<unknown> {
  const key = mintKey(body.kind);
  const id = mintKeyId();
  const hash = await hashOf(key);
  await env.DB.prepare(insertKey).bind(hash, site, id, body.kind, body.label, at).run();
  return { id, kind: body.kind, label: body.label, key, created_at: toInstant(at) };
}

interface ListedKey {
  id: string;
  kind: Kind;
  label: string;
  created_at: string;
  revoked_at: string | null;
}

interface KeyRow {
  id: string;
  kind: Kind;
  label: string;
  created_at: number;
  revoked_at: number | null;
}

async function listKeys(env: Env, site: number, { limit, after }: PageCall['page']): Promise<Page> {
  const { results } = await env.DB.prepare(selectKeys)
    .bind(site, textAfter(after), limit + 1)
    .all<KeyRow>();
  return pageOf(results.map(toListed), limit, ({ id }) => [id]);
}

function toListed({ created_at, revoked_at, ...row }: KeyRow): ListedKey {
  const revoked = revoked_at === null ? null : toInstant(revoked_at);
  return { ...row, created_at: toInstant(created_at), revoked_at: revoked };
}
