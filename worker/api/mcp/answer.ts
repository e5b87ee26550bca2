import type { Context } from 'hono';
import type { Env } from '../../env.ts';
import { allows, bearerOf, grantOf, type Grant, forbidden } from '../auth.ts';
import { description, VERSION } from '../description.ts';
import type { OpenApi } from '../openapi.ts';
import type { Operation } from '../operation.ts';
import { siteByNumber } from '../site.ts';
import { requestOf, type Arguments } from './request.ts';
import { isTool, toolOf, type Tool } from './tool.ts';

type Ctx = Context<{ Bindings: Env }>;
type Fetch = (request: Request) => Response | Promise<Response>;

/** Of a request, a call with its arguments. */
const MOST_BYTES = 1_048_576;

let described: OpenApi | undefined;

/**
 * Answers the Model Context Protocol: every tool is a read operation, and its answer is the very body
 * that the API gives to the same key. Nothing is kept between two requests.
 */
export async function answerMcp(
  c: Ctx,
  operations: readonly Operation[],
  fetch: Fetch,
): Promise<Response> {
  const grant = await grantOf(c.env, bearerOf(c.req.raw), c.req.raw);
  if (!allows(grant, 'read:reports')) {
    throw forbidden(grant, 'read:reports');
  }
  const site = await ownSite(c.env, grant);
  const document = (described ??= description());
  const tools = operations
    .filter((one) => isTool(one) && allows(grant, one.needs))
    .map((one) => toolOf(one, document, site !== undefined));
  // It is half as large as the rest of the Worker, and most requests are none of its.
  const { createMcpHandler, McpServer } = await import('@modelcontextprotocol/server');
  const handler = createMcpHandler(
    () => {
      const server = new McpServer({ name: 'sojourn', version: VERSION });
      for (const tool of tools) {
        const { name, title, description: about, input } = tool;
        const annotations = { readOnlyHint: true, openWorldHint: false };
        server.registerTool(
          name,
          { title, description: about, inputSchema: schemaOf(input), annotations },
          (given: unknown) => run(tool, { ...(site !== undefined && { site }), ...Object(given) }),
        );
      }
      return server;
    },
    { maxRequestBodySize: MOST_BYTES },
  );
  return handler.fetch(c.req.raw);

  async function run(
    tool: Tool,
    given: Arguments,
  ): Promise<{ content: { type: 'text'; text: string }[]; isError?: true }> {
    const authorization = c.req.header('authorization') ?? '';
    const request = requestOf(tool, given, { base: c.req.url, authorization });
    if (request === undefined) {
      const ids = tool.operation.path.match(/(?<=\{)\w+(?=\})/g) ?? [];
      const text = `Each of ${ids.map((id) => `"${id}"`).join(', ')} must name something.`;
      return { content: [{ type: 'text', text }], isError: true };
    }
    const response = await fetch(request);
    const text = await response.text();
    return { content: [{ type: 'text', text }], ...(!response.ok && { isError: true as const }) };
  }
}

/** The id of the site that a key is bound to; the operator's is to none. */
async function ownSite(env: Env, grant: Grant): Promise<string | undefined> {
  return 'site' in grant ? (await siteByNumber(env, grant.site))?.id : undefined;
}

/** Arguments are judged where every request is: here they are only described. */
function schemaOf(input: Record<string, unknown>): {
  '~standard': {
    version: 1;
    vendor: string;
    validate: (value: unknown) => { value: Arguments };
    jsonSchema: Record<'input' | 'output', () => Record<string, unknown>>;
  };
} {
  return {
    '~standard': {
      version: 1,
      vendor: 'sojourn',
      validate: (value) => ({ value: Object(value) as Arguments }),
      jsonSchema: { input: () => input, output: () => input },
    },
  };
}
