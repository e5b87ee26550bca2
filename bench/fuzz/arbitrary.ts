import fc from 'fast-check';

/** As much of JSON Schema as the description uses. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: boolean | Schema;
  prefixItems?: Schema[];
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  examples?: unknown[];
}

export type Schemas = Record<string, Schema>;

/** Longest list and map that is made, and how deep references are followed. */
const MOST = 3;
const DEEPEST = 4;

/** Made once for each depth: references meet the same schemas again and again. */
const made = new WeakMap<Schema, Map<number, fc.Arbitrary<unknown>>>();

/** Values that fit a schema. */
export function arbitraryOf(schema: Schema, all: Schemas, depth = 0): fc.Arbitrary<unknown> {
  const byDepth = made.get(schema) ?? new Map<number, fc.Arbitrary<unknown>>();
  made.set(schema, byDepth);
  let arbitrary = byDepth.get(depth);
  if (arbitrary === undefined) {
    const { examples } = schema;
    const fitting = madeOf(schema, all, depth);
    arbitrary = examples ? fc.oneof(fitting, fc.constantFrom(...examples)) : fitting;
    byDepth.set(depth, arbitrary);
  }
  return arbitrary;
}

function madeOf(schema: Schema, all: Schemas, depth: number): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
    return arbitraryOf(all[name] ?? {}, all, depth + 1);
  }
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return oneOf(options, all, depth);
  if (schema.allOf) return allOf(schema.allOf, all, depth);
  const types = [schema.type ?? typeOf(schema)].flat();
  return fc.oneof(...types.map((type) => ofType(type, schema, all, depth)));
}

/** Deep down only what does not have to lead further down. */
function oneOf(options: Schema[], all: Schemas, depth: number): fc.Arbitrary<unknown> {
  const flat = options.filter((option) => !mustLeadOn(option));
  const chosen = depth > DEEPEST && flat.length > 0 ? flat : options;
  return fc.oneof(...chosen.map((option) => arbitraryOf(option, all, depth)));
}

function leadsOn(schema: Schema): boolean {
  return JSON.stringify(schema).includes('$ref');
}

function mustLeadOn({ properties, required = [], ...schema }: Schema): boolean {
  return (
    leadsOn(schema) ||
    Object.entries(properties ?? {}).some(([name, one]) => required.includes(name) && leadsOn(one))
  );
}

function allOf(parts: Schema[], all: Schemas, depth: number): fc.Arbitrary<unknown> {
  const made = parts.map((part) => arbitraryOf(part, all, depth));
  return fc
    .tuple(...made)
    .map((values) => Object.assign({}, ...values.map(Object)) as Record<string, unknown>);
}

function typeOf(schema: Schema): string {
  if (schema.properties || schema.required) return 'object';
  if (schema.items !== undefined || schema.prefixItems) return 'array';
  return schema.pattern === undefined ? 'any' : 'string';
}

function ofType(type: string, schema: Schema, all: Schemas, depth: number): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return stringOf(schema);
    case 'integer':
      return fc.integer(limitsOf(schema));
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return arrayOf(schema, all, depth);
    case 'object':
      return objectOf(schema, all, depth);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function stringOf({ pattern, minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  const limits = { minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) };
  if (pattern === undefined) return fc.string({ unit: 'grapheme', ...limits });
  return fc
    .stringMatching(new RegExp(pattern), { size: 'xsmall' })
    .filter((text) => text.length >= minLength && text.length <= maxLength);
}

/** Beyond what is exact in a double there is nothing to learn here. */
function limitsOf({ minimum, maximum }: Schema): { min: number; max: number } {
  const min = Math.max(minimum ?? -1e9, -Number.MAX_SAFE_INTEGER);
  return { min, max: Math.max(min, Math.min(maximum ?? min + 2e9, Number.MAX_SAFE_INTEGER)) };
}

function numberOf(schema: Schema): fc.Arbitrary<number> {
  return fc.double({ ...limitsOf(schema), noNaN: true });
}

function arrayOf(schema: Schema, all: Schemas, depth: number): fc.Arbitrary<unknown> {
  const { items, prefixItems, minItems = 0, maxItems = Infinity } = schema;
  if (prefixItems) {
    return fc.tuple(...prefixItems.map((item) => arbitraryOf(item, all, depth + 1)));
  }
  const item = typeof items === 'object' ? arbitraryOf(items, all, depth + 1) : fc.jsonValue();
  const most = depth > DEEPEST ? minItems : Math.min(maxItems, minItems + MOST);
  return fc.array(item, { minLength: minItems, maxLength: most });
}

function objectOf(schema: Schema, all: Schemas, depth: number): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties = true } = schema;
  const members = Object.entries(properties)
    .filter(([name, member]) => depth <= DEEPEST || required.includes(name) || !leadsOn(member))
    .map(([name, member]) => [name, arbitraryOf(member, all, depth + 1)]);
  const known = fc.record(Object.fromEntries(members) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: required,
  });
  const isMap = Object.keys(properties).length === 0 && additionalProperties !== false;
  if (!isMap) return known;
  const value =
    typeof additionalProperties === 'object'
      ? arbitraryOf(additionalProperties, all, depth + 1)
      : fc.jsonValue({ maxDepth: 1 });
  return fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), value, { maxKeys: MOST });
}
