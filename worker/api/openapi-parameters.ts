import type { JsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { documentOf } from './documented.ts';
import { toSchema } from './openapi-schema.ts';
import type { Entries, Example, Operation } from './operation.ts';
import { pageParameters } from './page-parameters.ts';

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
  example?: unknown;
}

/** What an operation takes beside its body. */
export function describeParameters(operation: Operation): Parameter[] {
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
