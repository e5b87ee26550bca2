import type { Context, Hono } from 'hono';
import * as v from 'valibot';
import { now } from '../clock.ts';
import { costOf } from '../collect/cost.ts';
import { note } from '../collect/ledger.ts';
import type { Env } from '../env.ts';
import { allows, bearerOf, grantOf, type Grant, forbidden } from './auth.ts';
import { seal, unseal, type Scope } from './cursor.ts';
import { isEnvelope } from './envelope.ts';
import { once } from './idempotency.ts';
import { showPage } from './list.ts';
import type { AnyCall, Entries, Operation } from './operation.ts';
import { pageParameters } from './page-parameters.ts';
import { Problem } from './problem.ts';
import { readJson } from './read-body.ts';
import { siteBy, siteInRemoval, type Site } from './site.ts';
import { checked } from './validate.ts';

type App = Hono<{ Bindings: Env }>;
type Ctx = Context<{ Bindings: Env }>;

/** Puts the route table on the app. Entries without a handler are answered by other routes. */
export function mount(app: App, operations: readonly Operation[]): void {
  for (const operation of operations) {
    if (!operation.reply && !operation.list) continue;
    const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1');
    app.on(operation.method, path, (c) => answer(c, operation));
  }
}

/** Who asks, then which site, then what: nothing is told to somebody who may not know it. */
async function answer(c: Ctx, operation: Operation): Promise<Response> {
  const call = await read(c, operation);
  // A report changes nothing either: it is asked for by POST for its query alone.
  const isRead = operation.method === 'GET' || operation.tag === 'Reports';
  // What is sent again until it is done must not be told the first answer for a day.
  if (isRead || operation.takesRemoved) return write(c, operation, call);
  const { env, grant, at, body } = call;
  return once({ env, request: c.req.raw, grant, at, body }, () => write(c, operation, call));
}

async function read(c: Ctx, operation: Operation): Promise<AnyCall> {
  const { env } = c;
  const grant: Grant =
    operation.needs === 'nothing'
      ? { kind: 'nobody' }
      : await grantOf(env, bearerOf(c.req.raw), c.req.raw);
  const { site: id, ...given } = c.req.param() as Record<string, string>;
  const site = id === undefined ? undefined : await siteFor(env, grant, { id, operation });
  if (!allows(grant, operation.needs)) {
    throw forbidden(grant, operation.needs);
  }
  const params = checked(strict(operation.params), given, 'path');
  const entries = operation.list ? { ...operation.query, ...pageParameters } : operation.query;
  const query = checked(strict(entries), parametersOf(c), 'query');
  const body = operation.body && checked(operation.body, await readJson(c.req.raw), 'body');
  return {
    env,
    request: c.req.raw,
    ctx: { waitUntil: (promise) => c.executionCtx.waitUntil(promise) },
    at: now(env),
    grant,
    site,
    params,
    query,
    body,
  };
}

/** A site that is not there and a site that is not the caller's are one and the same. */
async function siteFor(
  env: Env,
  grant: Grant,
  { id, operation }: { id: string; operation: Operation },
): Promise<Site> {
  const known = await siteBy(env, id);
  const site = known ?? (operation.takesRemoved ? await siteInRemoval(env, id) : undefined);
  if (site && (grant.kind === 'operator' || ('site' in grant && grant.site === site.number)))
    return site;
  throw new Problem('not-found', 'There is no such site, or this key is not for it.');
}

function strict(entries: Entries): v.GenericSchema<Record<string, unknown>> {
  return v.strictObject(entries);
}

/** Parameters by name. One that is given twice has no single meaning. */
function parametersOf(c: Ctx): Record<string, string> {
  const parameters: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of new URL(c.req.url).searchParams) {
    if (name in parameters) {
      const detail = `"${name.slice(0, 100)}" is given twice`;
      const errors = [{ in: 'query' as const, pointer: `/${name.slice(0, 100)}`, detail }];
      throw new Problem('invalid-input', detail, { errors });
    }
    parameters[name] = value;
  }
  return parameters;
}

async function write(c: Ctx, operation: Operation, call: AnyCall): Promise<Response> {
  const response = operation.list
    ? await writePage(c, operation, call)
    : await writeReply(operation, call);
  response.headers.set('cache-control', 'no-store');
  return response;
}

async function writeReply(operation: Operation, call: AnyCall): Promise<Response> {
  const reply = await operation.reply?.(call);
  if (reply?.stream) return new Response(reply.stream, { headers: reply.headers ?? {} });
  if (reply?.body === undefined) {
    return new Response(null, { status: reply?.status ?? 204, headers: reply?.headers ?? {} });
  }
  noteReading(call, reply.body);
  return new Response(JSON.stringify(reply.body), {
    status: reply.status ?? 200,
    headers: { 'content-type': 'application/json', ...reply.headers },
  });
}

/** What a report cost is told to the ledger, see routes/usage.ts. */
function noteReading({ env, ctx, site, at }: AnyCall, body: unknown): void {
  if (site === undefined || !isEnvelope(body)) return;
  const tally = costOf({ rowsRead: body.meta.cost.rows_read });
  note(env.DB, ctx, { site: site.number, at, tally });
}

async function writePage(c: Ctx, operation: Operation, call: AnyCall): Promise<Response> {
  const { limit, cursor, ...query } = call.query as { limit: number; cursor?: string };
  const scope: Scope = {
    operation: operation.operationId,
    site: call.site?.number ?? 0,
    query: JSON.stringify([call.params, Object.entries(query).toSorted(byName)]),
  };
  const after = cursor === undefined ? {} : { after: await unseal(call.env, scope, cursor) };
  const page = await operation.list?.({ ...call, query, page: { limit, ...after } });
  const nextCursor = page?.next ? await seal(call.env, scope, page.next) : null;
  return showPage(c, { rows: page?.rows ?? [], row: operation.row ?? v.unknown(), nextCursor });
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
