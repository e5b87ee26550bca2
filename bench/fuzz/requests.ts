import fc from 'fast-check';
import type { OpenApi, PathOperation } from '../../worker/api/openapi.ts';
import { arbitraryOf, type Schema, type Schemas } from './arbitrary.ts';
import { damaged, odd } from './damage.ts';

/** A request that the description gave rise to: what it describes, or something close to it. */
export interface Wanted {
  operation: string;
  method: string;
  /** With its query. */
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** What there is on the server, so that not every request asks for what is not. */
export interface Known {
  /** Values of parameters of paths, by the folder before them, else by name. */
  params: Record<string, readonly string[]>;
  /** Values of parameters of queries that a description cannot make up, by name; none: mostly left out. */
  queries: Record<string, readonly string[]>;
  /** `Authorization` headers, the one that may everything first. */
  authorizations: readonly string[];
}

/** Requests to every operation, some as described and some damaged. */
export function requestsTo(document: OpenApi, known: Known): fc.Arbitrary<Wanted> {
  // What is read here came out as JSON Schema.
  const schemas = document.components.schemas as unknown as Schemas;
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      requestTo({ path, method: method.toUpperCase(), operation, schemas, known }),
    ),
  );
  return fc.oneof(...all);
}

interface About {
  path: string;
  method: string;
  operation: PathOperation;
  schemas: Schemas;
  known: Known;
}

function requestTo(about: About): fc.Arbitrary<Wanted> {
  const { operation, method } = about;
  return fc
    .record({
      path: pathOf(about),
      query: queryOf(about),
      headers: headersOf(about),
      body: bodyOf(about),
    })
    .map(({ path, query, headers, body }) => ({
      operation: operation.operationId,
      method,
      path: path + query,
      headers: { ...headers, ...body?.headers },
      ...(body && { body: body.text }),
    }));
}

function pathOf({ path, operation, schemas, known }: About): fc.Arbitrary<string> {
  const found = [...path.matchAll(/([\w-]*)\/\{(\w+)\}/g)];
  const names = found.map(([, , name = '']) => name);
  const values = found.map(([, folder = '', name = '']) => {
    const parameter = operation.parameters.find((one) => one.in === 'path' && one.name === name);
    const made = arbitraryOf((parameter?.schema ?? {}) as Schema, schemas).map(textOf);
    const there = known.params[folder] ?? known.params[name];
    return fc.oneof(
      { weight: 8, arbitrary: there ? fc.constantFrom(...there) : made },
      { weight: 1, arbitrary: made },
      { weight: 1, arbitrary: odd.map(textOf) },
    );
  });
  return fc
    .tuple(...values)
    .map((chosen) =>
      names.reduce(
        (filled, name, i) => filled.replace(`{${name}}`, segmentOf(chosen[i] ?? '')),
        path,
      ),
    );
}

/** Never empty, and never a step up: those are other paths. */
function segmentOf(text: string): string {
  const segment = encodeURIComponent(text.toWellFormed());
  return ['', '.', '..'].includes(segment) ? '-' : segment;
}

function queryOf({ operation, schemas, known: { queries } }: About): fc.Arbitrary<string> {
  const parameters = operation.parameters.filter((one) => one.in === 'query');
  const members = parameters.map(({ name, schema }): [string, fc.Arbitrary<string | undefined>] => [
    name,
    fc.oneof(
      { weight: 20, arbitrary: good(queries[name], parameterOf(name, schema as Schema, schemas)) },
      { weight: 1, arbitrary: parameterOf(name, schema as Schema, schemas) },
      { weight: 1, arbitrary: odd.map(textOf) },
    ),
  ]);
  const required = parameters.filter((one) => one.required).map(({ name }) => name);
  const given = fc.record(Object.fromEntries(members), { requiredKeys: required });
  const unknown = fc.oneof({ weight: 9, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom('limt=5', 'cursor=a&cursor=b', 'x=%00', '__proto__=1') }); // prettier-ignore
  return fc.tuple(given, unknown).map(([chosen, more]) => {
    const text = Object.entries(chosen)
      .flatMap(([name, value]) =>
        value === undefined ? [] : [`${name}=${encodeURIComponent(value.toWellFormed())}`],
      )
      .concat(more || [])
      .join('&');
    return text && `?${text}`;
  });
}

/** What is known to do where that is said (nothing at all, if none does), else what is made. */
function good(
  values: readonly string[] | undefined,
  made: fc.Arbitrary<string>,
): fc.Arbitrary<string | undefined> {
  if (values === undefined) return made;
  return values.length > 0 ? fc.constantFrom(...values) : fc.constant(undefined);
}

/** A filter is described as a text: what is in it stands in the reports. */
function parameterOf(name: string, schema: Schema, schemas: Schemas): fc.Arbitrary<string> {
  const tree = schemas['Filter'];
  if (name === 'filter' && tree)
    return arbitraryOf(tree, schemas, 2).map((one) => JSON.stringify(one));
  return arbitraryOf(schema, schemas).map(textOf);
}

/** Few enough for one to be used again, mostly with another request, which is refused. */
const short = fc.string({ unit: fc.constantFrom('a', 'b', '!'), maxLength: 3 });

function headersOf({ known, operation }: About): fc.Arbitrary<Record<string, string>> {
  const [everything = '', ...others] = known.authorizations;
  const writes = operation.parameters.some(({ name }) => name === 'Idempotency-Key');
  return fc.record(
    {
      authorization: fc.oneof(
        { weight: 8, arbitrary: fc.constant(everything) },
        { weight: 2, arbitrary: fc.constantFrom(...others) },
      ),
      accept: fc.constantFrom('*/*', 'application/json', 'application/json, text/event-stream', 'text/csv', 'application/x-ndjson', 'a/b;q=x'), // prettier-ignore
      origin: fc.constantFrom('https://shop.example', 'null', 'https://evil.example'),
      ...(writes && { 'idempotency-key': fc.oneof(fc.uuid(), short) }),
    },
    { requiredKeys: ['authorization'] },
  );
}

interface Body {
  text: string;
  headers: Record<string, string>;
}

function bodyOf({ operation, schemas }: About): fc.Arbitrary<Body | undefined> {
  const content = Object.entries(operation.requestBody?.content ?? {});
  const [first] = content;
  if (first === undefined) return fc.constant(undefined);
  const types = [...content.map(([type]) => type), 'text/html', 'application/json; charset=utf-16'];
  const valid = fc.oneof(
    arbitraryOf(first[1].schema as Schema, schemas),
    fc.constant((first[1] as { example?: unknown }).example),
  );
  const text = fc.oneof(
    { weight: 6, arbitrary: valid.map(jsonOf) },
    { weight: 4, arbitrary: valid.chain(damaged).map(jsonOf) },
    { weight: 1, arbitrary: odd.map(jsonOf) },
    { weight: 1, arbitrary: fc.constantFrom('', '{', '[1,', '{"a":1}{', 'NaN', '\u0000') },
  );
  return fc
    .tuple(
      text,
      fc.oneof(
        { weight: 9, arbitrary: fc.constant(first[0]) },
        { weight: 1, arbitrary: fc.constantFrom(...types) },
      ),
    ) // prettier-ignore
    .map(([body, type]) => ({ text: body, headers: { 'content-type': type } }));
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value) ?? '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : jsonOf(value);
}
