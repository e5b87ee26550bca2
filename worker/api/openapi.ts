import { toJsonSchema, toJsonSchemaDefs, type JsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { kindsFor } from './auth.ts';
import { components } from './components.ts';
import { CONVERSION } from './conversion.ts';
import { documentOf } from './documented.ts';
import { LIST_TYPES } from './list.ts';
import type { Answer, Entries, Example, Operation } from './operation.ts';
import { pageParameters } from './page-parameters.ts';

/** As much of OpenAPI 3.1 as is written here. */
export interface OpenApi {
  openapi: '3.1.0';
  info: {
    title: string;
    version: string;
    description: string;
    license: { name: string; identifier: string };
  };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, PathOperation>>;
  components: {
    schemas: Record<string, JsonSchema>;
    responses: Record<string, unknown>;
    securitySchemes: Record<string, unknown>;
  };
}

export interface PathOperation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security: Record<string, string[]>[];
  parameters: Parameter[];
  requestBody?: { required: true; content: Record<string, Content> };
  responses: Record<string, unknown>;
  'x-kinds': readonly string[];
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
  example?: unknown;
}

interface Content {
  schema: JsonSchema;
  example?: unknown;
}

const SETTINGS = {
  ...CONVERSION,
  overrideRef: ({ referenceId }: { referenceId: string }) => `#/components/schemas/${referenceId}`,
};

/** The description of the whole API, made from the table that answers it. */
export function describe(operations: readonly Operation[], version: string): OpenApi {
  const paths: OpenApi['paths'] = {};
  for (const operation of operations) {
    const methods = (paths[operation.path] ??= {});
    methods[operation.method.toLowerCase()] = describeOperation(operation);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sojourn',
      version,
      description:
        'Record what visitors do, stitch it into customers and journeys, ask about them.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: toJsonSchemaDefs(components, SETTINGS) as Record<string, JsonSchema>,
      responses: { Problem: problemResponse },
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'A key of the site, or the operator’s.',
        },
        basic: { type: 'http', scheme: 'basic', description: 'The key as user, no password.' },
      },
    },
  };
}

const problemResponse = {
  description: 'Something was wrong; `type` tells what.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

function describeOperation(operation: Operation): PathOperation {
  const { needs } = operation;
  const kinds = kindsFor(needs);
  const security = needs === 'ingest' ? [{ bearer: [] }, { basic: [] }] : [{ bearer: [] }];
  return {
    operationId: operation.operationId,
    tags: [operation.tag],
    summary: operation.summary,
    description: operation.description ?? operation.summary,
    security: needs === 'nothing' ? [] : security,
    parameters: describeParameters(operation),
    ...(operation.body
      ? {
          requestBody: {
            required: true as const,
            content: describeBody(operation.body, operation),
          },
        }
      : {}),
    responses: describeAnswers(operation),
    'x-kinds': needs === 'nothing' ? [] : kinds,
  };
}

function describeBody(
  body: v.GenericSchema,
  { bodyTypes = ['application/json'], example }: Operation,
): Record<string, Content> {
  return Object.fromEntries(bodyTypes.map((type) => [type, content(body, example.body)]));
}

function describeParameters(operation: Operation): Parameter[] {
  const { path, params, query, example, row, method, needs } = operation;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const schema = params[name];
    return {
      name,
      in: 'path' as const,
      required: true,
      schema: schema ? toSchema(schema) : { type: 'string' as const },
      example: example.params?.[name] ?? 'shop',
    };
  });
  const entries: Entries = row ? { ...query, ...pageParameters } : query;
  const inQuery = Object.entries(entries).map(([name, schema]) =>
    describeQuery(name, schema, example),
  );
  const writes = method !== 'GET' && needs !== 'ingest' && needs !== 'nothing';
  return [...inPath, ...inQuery, ...(writes ? [idempotencyKey] : [])];
}

const idempotencyKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Repeating the request with the same key within a day gives the first answer again.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

function describeQuery(name: string, schema: v.GenericSchema, example: Example): Parameter {
  const { description, ...shape } = documentOf(schema) ?? toSchema(schema);
  const given = example.query?.[name];
  return {
    name,
    in: 'query',
    required: !['optional', 'exact_optional', 'nullish'].includes(schema.type),
    ...(description === undefined ? {} : { description }),
    schema: shape,
    ...(given === undefined ? {} : { example: given }),
  };
}

function describeAnswers(operation: Operation): Record<string, unknown> {
  const answers: Record<string, unknown> = {};
  if (operation.row) answers['200'] = describePage(operation.row, operation.example);
  for (const [status, answer] of Object.entries(operation.answers)) {
    answers[status] = describeAnswer(answer, operation.example);
  }
  for (const status of problemStatuses(operation)) {
    answers[status] ??= { $ref: '#/components/responses/Problem' };
  }
  return answers;
}

function describeAnswer({ description, schema, contentType }: Answer, example: Example): unknown {
  if (!schema) return { description };
  const type = contentType ?? 'application/json';
  return { description, content: { [type]: content(schema, example.response) } };
}

function describePage(row: v.GenericSchema, example: Example): unknown {
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      data: { type: 'array', items: toSchema(row) },
      next_cursor: { type: ['string', 'null'], description: 'null on the last page.' },
    },
    required: ['data', 'next_cursor'],
    additionalProperties: false,
  };
  const [json = '', ...lines] = LIST_TYPES;
  const texts = lines.map((type) => [type, { schema: { type: 'string' } }]);
  return {
    description: 'A page of the list',
    headers: {
      link: { description: 'The next page, as `rel="next"`.', schema: { type: 'string' } },
    },
    content: { [json]: { schema, example: example.response }, ...Object.fromEntries(texts) },
  };
}

/** Every status an operation can answer with beside its own. */
function problemStatuses(operation: Operation): string[] {
  const { body, needs, path, method, query, row, problems = [] } = operation;
  const keyed = needs !== 'nothing';
  const reads = body !== undefined || needs === 'ingest';
  const judged = reads || row !== undefined || Object.keys(query).length > 0 || keyed;
  return [
    ...(reads || row ? ['400'] : []),
    ...(keyed ? ['401', '403'] : []),
    ...(path.includes('{') ? ['404'] : []),
    ...(keyed && method !== 'GET' ? ['409'] : []),
    ...(reads ? ['413', '415'] : []),
    ...(judged ? ['422'] : []),
    ...problems.map(String),
    '500',
    '503',
  ];
}

function content(schema: v.GenericSchema, example: unknown): Content {
  return { schema: toSchema(schema), ...(example === undefined ? {} : { example }) };
}

function toSchema(schema: v.GenericSchema): JsonSchema {
  const converted = toJsonSchema(schema, { ...SETTINGS, definitions: components });
  const { $schema: _, $defs: __, ...bare } = converted;
  return bare;
}
