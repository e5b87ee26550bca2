import type * as v from 'valibot';

/** A schema of named members, which others can be added to. */
export function isStrictObject(
  schema: v.GenericSchema | undefined,
): schema is v.StrictObjectSchema<v.ObjectEntries, undefined> {
  return schema?.type === 'strict_object' && !('pipe' in schema);
}
