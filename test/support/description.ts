import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js';
import type { OpenApi, PathOperation } from '../../worker/api/openapi.ts';

// ajv compiles by `eval`, which Vitest's workerd allows and a deployed Worker does not: tests only.

/** An answer's place in the description. */
interface Described {
  content?: Record<string, { schema: object }>;
}

/** What is looked at of a request. */
export interface Asked {
  method: string;
  url: string;
}

/** The API's description, to hold answers against. */
export class Description {
  readonly document: OpenApi;
  readonly #ajv: Ajv2020;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document: OpenApi) {
    this.document = document;
    this.#ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
    this.#ajv.addVocabulary(['example']);
    this.#ajv.addSchema(withRefs({ $id: 'openapi', $defs: document.components.schemas }));
  }

  /** What is wrong with an answer by the letter of the description; empty where nothing is. */
  async faultsOf(request: Asked, response: Response): Promise<string[]> {
    const { pathname } = new URL(request.url);
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const found = operationAt(this.document, method, pathname);
    if (!found) return [404, 405, 204].includes(response.status) ? [] : ['not in the description'];
    const answer = found.operation.responses[String(response.status)] as
      | (Described & { $ref?: string })
      | undefined;
    const where = `${request.method} ${found.path} ${response.status}`;
    if (!answer) return [`${where} is not described`];
    const { content } = answer.$ref
      ? (this.document.components.responses['Problem'] as Described)
      : answer;
    const read = (): Promise<string> => response.clone().text();
    if (!content) return (await read()) === '' ? [] : [`${where} has a body, but describes none`];
    if (request.method === 'HEAD') return (await read()) === '' ? [] : [`${where} has a body`];
    const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
    const described = content[type];
    if (!described)
      return [`${where} is of type "${type}", not ${Object.keys(content).join(' or ')}`];
    if (!/[/+]json$/.test(type)) return [];
    return this.validate(`${where} ${type}`, described.schema, JSON.parse(await read()));
  }

  validate(name: string, schema: object, value: unknown): string[] {
    let check = this.#compiled.get(name);
    if (!check) {
      check = this.#ajv.compile(withRefs(schema));
      this.#compiled.set(name, check);
    }
    if (check(value)) return [];
    return (check.errors ?? []).map(
      (error) => `${name}: ${error.instancePath} ${error.message ?? ''}`,
    );
  }
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
