import type * as v from 'valibot';
import type { Env } from '../env.ts';
import type { Grant, Needs } from './auth.ts';
import type { Position } from './cursor.ts';
import type { Site } from './site.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
export type Tag =
  | 'Sites and keys'
  | 'Ingest'
  | 'Customers'
  | 'Journeys'
  | 'Reports'
  | 'Saved'
  | 'Triggers'
  | 'Export'
  | 'Operations'
  | 'Service';

/** Parameters or members by name. */
export type Entries = Record<string, v.GenericSchema>;
type Read<E extends Entries> = { [K in keyof E]: v.InferOutput<E[K]> };

/** A request, read and judged. */
export interface Call<Path extends string, P extends Entries, Q extends Entries, B> {
  env: Env;
  request: Request;
  /** For what goes on after the answer. */
  ctx: Pick<ExecutionContext, 'waitUntil'>;
  /** The time of the request, milliseconds since 1970 UTC. */
  at: number;
  grant: Grant;
  /** The site of the path; the caller's key is good for it. */
  site: Path extends `/v1/sites/{site}${string}` ? Site : undefined;
  params: Read<P>;
  query: Read<Q>;
  body: B;
}

export interface PageCall {
  page: {
    /** 1-1000. */
    limit: number;
    /** Sort key of the last row the client has, absent on the first page. */
    after?: Position;
  };
}

export interface Reply {
  status?: number;
  /** Absent = no content. */
  body?: unknown;
  /** Bytes in its stead, of the type that the headers say. */
  stream?: ReadableStream<Uint8Array>;
  headers?: Record<string, string>;
}

/** Rows of a list, and the sort key of the last one where more follow. */
export interface Page {
  rows: readonly unknown[];
  next?: Position | undefined;
}

export interface Answer {
  description: string;
  schema?: v.GenericSchema;
  /** Other than JSON. */
  contentType?: string;
  /** Text or bytes of any of these types, as the request asks. */
  contentTypes?: readonly string[];
  /** Text of these types beside JSON. */
  textTypes?: readonly string[];
}

/** A complete example; the tests send it and compare the answer's shape. */
export interface Example {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  response?: unknown;
}

interface About<P extends Entries, Q extends Entries, B extends v.GenericSchema> {
  method: Method;
  operationId: string;
  tag: Tag;
  summary: string;
  description?: string;
  needs: Needs;
  /** Parameters of the path, but for `site`. */
  params?: P;
  query?: Q;
  body?: B;
  /** Types the body may come in; JSON where absent. */
  bodyTypes?: readonly string[];
  /** Also for a site that is being removed, which there is not for any other. */
  takesRemoved?: true;
  /** Statuses of problems beyond those that follow from the rest. */
  problems?: readonly number[];
  example: Example;
}

interface Spec<
  Path extends string,
  P extends Entries,
  Q extends Entries,
  B extends v.GenericSchema,
> extends About<P, Q, B> {
  path: Path;
  answers: Record<number, Answer>;
  /** Absent where another module's routes answer. */
  handle?: (call: Call<Path, P, Q, v.InferOutput<B>>) => Promise<Reply>;
}

interface ListSpec<
  Path extends string,
  P extends Entries,
  Q extends Entries,
  B extends v.GenericSchema,
> extends About<P, Q, B> {
  path: Path;
  row: v.GenericSchema;
  handle: (call: Call<Path, P, Q, v.InferOutput<B>> & PageCall) => Promise<Page>;
}

/** What the app mounts and the documentation prints: one entry of the route table. */
export interface Operation extends About<Entries, Entries, v.GenericSchema> {
  path: string;
  params: Entries;
  query: Entries;
  answers: Record<number, Answer>;
  /** Schema of a row, where the answer is a list. */
  row?: v.GenericSchema;
  reply?: (call: AnyCall) => Promise<Reply>;
  list?: (call: AnyCall & PageCall) => Promise<Page>;
}

export type AnyCall = Omit<Call<string, Entries, Entries, unknown>, 'site'> & {
  site: Site | undefined;
};

export function operation<
  const Path extends string,
  P extends Entries = Entries,
  Q extends Entries = Entries,
  B extends v.GenericSchema = v.GenericSchema<undefined>,
>(spec: Spec<Path, P, Q, B>): Operation {
  const { handle, ...about } = spec;
  // The app hands over what these very schemas gave, so the types meet again.
  const reply = handle as unknown as Operation['reply'];
  return { params: {}, query: {}, ...about, ...(reply ? { reply } : {}) };
}

/** A list: pages by cursor, in JSON, NDJSON and CSV. `limit` and `cursor` come by themselves. */
export function listOperation<
  const Path extends string,
  P extends Entries = Entries,
  Q extends Entries = Entries,
  B extends v.GenericSchema = v.GenericSchema<undefined>,
>(spec: ListSpec<Path, P, Q, B>): Operation {
  const { handle, ...about } = spec;
  const list = handle as unknown as NonNullable<Operation['list']>;
  return { params: {}, query: {}, ...about, answers: {}, list };
}
