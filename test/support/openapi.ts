import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import { exports } from 'cloudflare:workers';
import type { OpenApi, PathOperation } from '../../worker/api/openapi.ts';

// ajv compiles by `eval`, which Vitest's workerd allows and a deployed Worker does not: tests only.

/** An answer's place in the description. */
interface Described {
  content?: Record<string, { schema: object }>;
}

let loading: Promise<Description> | undefined;

interface Description {
  document: OpenApi;
  ajv: Ajv2020;
  compiled: Map<string, ValidateFunction>;
}

/** The description as it is served. */
export async function description(): Promise<OpenApi> {
  return (await load()).document;
}

function load(): Promise<Description> {
  loading ??= fetchDescription();
  return loading;
}

async function fetchDescription(): Promise<Description> {
  const response = await exports.default.fetch('https://sojourn.example/openapi.json');
  const document = await response.json<OpenApi>();
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  ajv.addVocabulary(['example']);
  ajv.addSchema(withRefs({ $id: 'openapi', $defs: document.components.schemas }));
  return { document, ajv, compiled: new Map() };
}

/** What is wrong with an answer by the letter of the description; empty where nothing is. */
export async function faultsOf(request: Request, response: Response): Promise<string[]> {
  const { document } = await load();
  const { pathname } = new URL(request.url);
  const found = operationAt(document, request.method === 'HEAD' ? 'GET' : request.method, pathname);
  if (!found) return [404, 405, 204].includes(response.status) ? [] : ['not in the description'];
  const answer = found.operation.responses[String(response.status)] as
    | (Described & { $ref?: string })
    | undefined;
  const where = `${request.method} ${found.path} ${response.status}`;
  if (!answer) return [`${where} is not described`];
  const { content } = answer.$ref
    ? (document.components.responses['Problem'] as Described)
    : answer;
  const read = (): Promise<string> => response.clone().text();
  if (!content) return (await read()) === '' ? [] : [`${where} has a body, but describes none`];
  if (request.method === 'HEAD') return (await read()) === '' ? [] : [`${where} has a body`];
  const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
  const described = content[type];
  if (!described)
    return [`${where} is of type "${type}", not ${Object.keys(content).join(' or ')}`];
  if (!/[/+]json$/.test(type)) return [];
  return validate(`${where} ${type}`, described.schema, JSON.parse(await read()));
}

export async function validate(name: string, schema: object, value: unknown): Promise<string[]> {
  const { ajv, compiled } = await load();
  let check = compiled.get(name);
  if (!check) {
    check = ajv.compile(withRefs(schema));
    compiled.set(name, check);
  }
  if (check(value)) return [];
  return (check.errors ?? []).map(
    (error) => `${name}: ${error.instancePath} ${error.message ?? ''}`,
  );
}

/** References of the document point into the one schema ajv knows it by. */
function withRefs(schema: object): object {
  return JSON.parse(
    JSON.stringify(schema).replaceAll('"#/components/schemas/', '"openapi#/$defs/'),
  ) as object;
}

/** The operation that a path belongs to. */
export function operationAt(
  document: OpenApi,
  method: string,
  pathname: string,
): { path: string; operation: PathOperation } | undefined {
  for (const [path, methods] of Object.entries(document.paths)) {
    const pattern = path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+');
    const operation = methods[method.toLowerCase()];
    if (operation && new RegExp(`^${pattern}$`).test(pathname)) return { path, operation };
  }
  return undefined;
}
