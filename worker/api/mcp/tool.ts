import type { JsonSchema } from '@valibot/to-json-schema';
import type { OpenApi, PathOperation } from '../openapi.ts';
import type { Operation } from '../operation.ts';

/** A read operation of the API, as a model calls it. */
export interface Tool {
  name: string;
  title: string;
  description: string;
  /** JSON Schema of its arguments: parameters and members of the body, side by side. */
  input: Record<string, unknown>;
  operation: Operation;
}

/** Only what reads, as JSON: a model is given nothing that it could break. */
export function isTool({ method, tag, needs, answers }: Operation): boolean {
  const reads = method === 'GET' || tag === 'Reports';
  const isStream = Object.values(answers).some(({ contentTypes }) => contentTypes !== undefined);
  return reads && !isStream && (needs === 'read:reports' || needs === 'read:customers');
}

/** The tool of an operation. A key that is bound to a site need not name it. */
export function toolOf(operation: Operation, document: OpenApi, isBound: boolean): Tool {
  const described = document.paths[operation.path]?.[operation.method.toLowerCase()];
  if (described === undefined) throw new Error(`${operation.operationId} is not described`);
  const { summary, description } = described;
  return {
    name: operation.operationId,
    title: summary,
    description: description === summary ? summary : `${summary}. ${description}`,
    input: inputOf(described, document, isBound),
    operation,
  };
}

function inputOf(
  { parameters, requestBody }: PathOperation,
  document: OpenApi,
  isBound: boolean,
): Record<string, unknown> {
  const given = parameters.filter((one) => one.in !== 'header');
  const body: JsonSchema = requestBody?.content['application/json']?.schema ?? {};
  const own = given.map(({ name, schema, description }) => {
    const said = name === 'site' && isBound ? 'The site of the key where absent.' : description;
    return [name, { ...schema, ...(said !== undefined && { description: said }) }];
  });
  const required = given.filter(
    ({ name, required: must }) => must && !(isBound && name === 'site'),
  );
  const input = {
    type: 'object',
    properties: { ...Object.fromEntries(own), ...body.properties },
    required: [...required.map(({ name }) => name), ...(body.required ?? [])],
    additionalProperties: false,
  };
  return withDefinitions(input, document.components.schemas);
}

const REF = /"#\/components\/schemas\/(\w+)"/g;

/** With the components it refers to, so that it stands alone. */
function withDefinitions(
  input: object,
  components: Record<string, JsonSchema>,
): Record<string, unknown> {
  const needed = new Set<string>();
  const look = (schema: unknown): void => {
    for (const [, name = ''] of JSON.stringify(schema).matchAll(REF)) {
      if (needed.has(name)) continue;
      needed.add(name);
      look(components[name]);
    }
  };
  look(input);
  const $defs = Object.fromEntries([...needed].map((name) => [name, components[name]]));
  const whole = needed.size === 0 ? input : { ...input, $defs };
  return JSON.parse(JSON.stringify(whole).replaceAll(REF, '"#/$defs/$1"')) as Record<
    string,
    unknown
  >;
}
