import type { JsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { documentOf } from './documented.ts';
import type { ToSchema } from './openapi-schema.ts';
import type { Entries, Operation } from './operation.ts';
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
export function describeParameters(operation: Operation, toSchema: ToSchema): Parameter[] {
  const { path, params, query, example, row, method, needs, tag } = operation;
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
    describeQuery(name, documentOf(schema) ?? toSchema(schema), {
      isOptional: isOptional(schema),
      given: example.query?.[name],
    }),
  );
  const writes = method !== 'GET' && tag !== 'Reports' && needs !== 'ingest' && needs !== 'nothing';
  return [...inPath, ...inQuery, ...(writes ? [idempotencyKey] : [])];
}

const idempotencyKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Repeating the request with the same key within a day gives the first answer again.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

function isOptional({ type }: v.GenericSchema): boolean {
  return ['optional', 'exact_optional', 'nullish'].includes(type);
}

function describeQuery(
  name: string,
  { description, ...schema }: JsonSchema,
  about: { isOptional: boolean; given: string | undefined },
): Parameter {
  return {
    name,
    in: 'query',
    required: !about.isOptional,
    ...(description === undefined ? {} : { description }),
    schema,
    ...(about.given === undefined ? {} : { example: about.given }),
  };
}
