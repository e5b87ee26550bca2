import { toJsonSchema, toJsonSchemaDefs, type JsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { components } from './components.ts';
import { CONVERSION } from './conversion.ts';

export interface Content {
  schema: JsonSchema;
  example?: unknown;
}

const SETTINGS = {
  ...CONVERSION,
  overrideRef: ({ referenceId }: { referenceId: string }) => `#/components/schemas/${referenceId}`,
};

/** The named schemas of the description. */
export function componentSchemas(): Record<string, JsonSchema> {
  return toJsonSchemaDefs(components, SETTINGS) as Record<string, JsonSchema>;
}

export function content(schema: v.GenericSchema, example: unknown): Content {
  return { schema: toSchema(schema), ...(example === undefined ? {} : { example }) };
}

export function toSchema(schema: v.GenericSchema): JsonSchema {
  const converted = toJsonSchema(schema, { ...SETTINGS, definitions: components });
  const { $schema: _, $defs: __, ...bare } = converted;
  return bare;
}
