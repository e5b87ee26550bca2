import type { JsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { kindsFor } from './auth.ts';
import { describeAnswers } from './openapi-answers.ts';
import { describeParameters, type Parameter } from './openapi-parameters.ts';
import { convertAll, type Content, type ToSchema } from './openapi-schema.ts';
import { pageParameters } from './page-parameters.ts';
import type { Operation } from './operation.ts';

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

/** The description of the whole API, made from the table that answers it. */
export function describe(operations: readonly Operation[], version: string): OpenApi {
  const converted = convertAll([
    ...operations.flatMap(schemasOf),
    ...Object.values(pageParameters),
  ]);
  const paths: OpenApi['paths'] = {};
  for (const operation of operations) {
    const methods = (paths[operation.path] ??= {});
    methods[operation.method.toLowerCase()] = describeOperation(operation, converted.toSchema);
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
      schemas: converted.components,
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

/** Every schema of an operation. */
function schemasOf({ params, query, body, row, answers }: Operation): v.GenericSchema[] {
  const rest = [body, row, ...Object.values(answers).map(({ schema }) => schema)];
  return [...Object.values(params), ...Object.values(query), ...rest.filter((one) => !!one)];
}

function describeOperation(operation: Operation, toSchema: ToSchema): PathOperation {
  const { needs } = operation;
  const kinds = kindsFor(needs);
  const security = needs === 'ingest' ? [{ bearer: [] }, { basic: [] }] : [{ bearer: [] }];
  return {
    operationId: operation.operationId,
    tags: [operation.tag],
    summary: operation.summary,
    description: operation.description ?? operation.summary,
    security: needs === 'nothing' ? [] : security,
    parameters: describeParameters(operation, toSchema),
    ...(operation.body
      ? {
          requestBody: {
            required: true as const,
            content: describeBody(toSchema(operation.body), operation),
          },
        }
      : {}),
    responses: describeAnswers(operation, toSchema),
    'x-kinds': needs === 'nothing' ? [] : kinds,
  };
}

function describeBody(
  schema: JsonSchema,
  { bodyTypes = ['application/json'], example }: Operation,
): Record<string, Content> {
  return Object.fromEntries(bodyTypes.map((type) => [type, { schema, example: example.body }]));
}
