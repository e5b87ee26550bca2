import { Hono, type Context } from 'hono';
import type { Env } from '../env.ts';
import { batchSchema } from './batch-schema.ts';
import { corsHeaders } from './cors.ts';
import { description } from './description.ts';
import { secure } from './headers.ts';
import { answerMcp } from './mcp/answer.ts';
import { mount } from './mount.ts';
import type { Operation } from './operation.ts';

import { dashboard } from './pages.ts';
import { Problem, respond, toProblem } from './problem.ts';

export type App = Hono<{ Bindings: Env }>;
type Ctx = Context<{ Bindings: Env }>;

export interface Parts {
  operations: readonly Operation[];
  /** Routes of its own that are described in the table, but answered by the collector. */
  ingest?: App;
}

/** The app: every answer, errors included, leaves through here. */
export function makeApp({ operations, ingest }: Parts): App {
  const app: App = new Hono<{ Bindings: Env }>();
  app.use(finish);
  app.onError((error, c) => respond(toProblem(error, `${c.req.method} ${c.req.routePath}`)));
  if (ingest) app.route('/', ingest);
  mount(app, operations);
  app.post('/mcp', (c) =>
    answerMcp(c, operations, (request) => app.fetch(request, c.env, c.executionCtx)),
  );
  app.get('/openapi.json', published(description));
  app.get('/schema/batch.json', published(batchSchema));
  app.notFound((c) => otherwise(c, operations));
  return app;
}

/** A public description, made at the first request of an isolate. */
function published(make: () => unknown): () => Response {
  let text: string | undefined;
  return () => new Response((text ??= JSON.stringify(make())), { headers: publicJson });
}

const publicJson = { 'content-type': 'application/json', 'cache-control': 'public, max-age=60' };

/** What no answer leaves without. */
async function finish(c: Ctx, next: () => Promise<void>): Promise<void> {
  await next();
  const { headers } = c.res;
  secure(headers);
  const cors = corsHeaders(c.req.path);
  for (const [name, value] of Object.entries(cors ?? {})) headers.set(name, value);
}

/** Nothing answered: another method would, or a page does, or there is nothing. */
async function otherwise(c: Ctx, operations: readonly Operation[]): Promise<Response> {
  const methods = methodsAt(operations, new URL(c.req.url).pathname);
  if (methods.length === 0) {
    return (
      (await dashboard(c)) ?? respond(new Problem('not-found', 'There is nothing at this path.'))
    );
  }
  const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  if (c.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } });
  const detail = `${c.req.method.slice(0, 20)} is not among ${allow}.`;
  return respond(new Problem('method-not-allowed', detail, { headers: { allow } }));
}

function methodsAt(operations: readonly Operation[], pathname: string): string[] {
  if (['/openapi.json', '/schema/batch.json'].includes(pathname)) return ['GET'];
  const parts = pathname.split('/');
  return operations
    .filter(({ path }) => fits(path.split('/'), parts))
    .map(({ method }) => method as string);
}

function fits(pattern: string[], parts: string[]): boolean {
  if (pattern.length !== parts.length) return false;
  return pattern.every((part, i) => (part.startsWith('{') ? parts[i] !== '' : part === parts[i]));
}
