import type { JsonSchema } from '@valibot/to-json-schema';

const documents = new WeakMap<object, JsonSchema>();

/**
 * Gives a schema the JSON Schema that readers shall see. A parameter arrives as text and is turned
 * into a number or a list; what a client must know is the number, not the text's pattern.
 */
export function documentedAs<S extends object>(schema: S, document: JsonSchema): S {
  documents.set(schema, document);
  return schema;
}

export function documentOf(schema: object): JsonSchema | undefined {
  return documents.get(schema);
}
