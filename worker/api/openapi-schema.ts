import { toJsonSchemaDefs, type JsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { components } from './components.ts';
import { CONVERSION } from './conversion.ts';

export interface Content {
  schema: JsonSchema;
  example?: unknown;
}

export type ToSchema = (schema: v.GenericSchema) => JsonSchema;

export interface Converted {
  /** The named schemas of the description. */
  components: Record<string, JsonSchema>;
  toSchema: ToSchema;
}

const OVERRIDE = {
  ...CONVERSION,
  overrideRef: ({ referenceId }: { referenceId: string }) => `#/components/schemas/${referenceId}`,
};

/**
 * Turns all schemas into JSON Schema in one go: each call of the library would turn every component
 * again. Each is wrapped, so that one which stands inside another is written out and not referred to.
 */
export function convertAll(schemas: readonly v.GenericSchema[]): Converted {
  const positions = new Map([...new Set(schemas)].map((schema, i) => [schema, `.${i}`]));
  const wrapped = [...positions].map(([schema, name]) => [name, v.object({ it: schema })]);
  const definitions: Record<string, v.GenericSchema> = Object.fromEntries(wrapped);
  const converted = toJsonSchemaDefs({ ...components, ...definitions }, OVERRIDE);
  return {
    components: pick(converted, Object.keys(components)),
    toSchema: (schema) => {
      const wrapper = converted[positions.get(schema) ?? ''];
      const found = wrapper?.properties?.['it'];
      if (typeof found !== 'object') throw new Error('This schema was not among those to convert.');
      return found;
    },
  };
}

function pick(all: Record<string, JsonSchema>, names: string[]): Record<string, JsonSchema> {
  return Object.fromEntries(names.map((name) => [name, all[name] ?? {}]));
}
