import * as v from 'valibot';
import type { Env } from '../../env.ts';
import type { Filter } from '../../reports/index.ts';
import { Problem } from '../problem.ts';
import { anyId } from '../shapes.ts';
import type { Site } from '../site.ts';
import type { AnyCall, Operation } from '../operation.ts';
import { keeperOf } from './store.ts';

const segment = v.pipe(
  anyId,
  v.description('Id of a segment: its filter holds beside the query’s own.'),
);

type Body = Record<string, unknown> & { segment?: string; filter?: Filter };

/** A report that also takes a segment. Its answer shows the filter that the segment stands for. */
export function segmented(operation: Operation): Operation {
  const { reply, body } = operation;
  if (reply === undefined || !isStrictObject(body)) {
    throw new Error(`${operation.operationId} is no report with a body of named members`);
  }
  return {
    ...operation,
    body: v.strictObject({ ...body.entries, segment: v.exactOptional(segment) }),
    reply: async (call) => reply({ ...call, body: await withSegment(call) }),
  };
}

async function withSegment({ env, site, body }: AnyCall): Promise<unknown> {
  // What the schema above gave.
  const { segment: id, ...query } = body as Body;
  if (id === undefined || site === undefined) return query;
  const found = await segmentFilter(env, site, id);
  if (found === undefined) throw unknownSegment('/segment');
  return { ...query, filter: query.filter ? { and: [found, query.filter] } : found };
}

/** The filter of a segment, undefined where there is none of this id. */
export async function segmentFilter(env: Env, site: Site, id: string): Promise<Filter | undefined> {
  const kept = await keeperOf(env.DB, 'segments', site.number).byId(id);
  return kept?.body['filter'] as Filter | undefined;
}

export function unknownSegment(pointer: string): Problem {
  const detail = 'No segment of this site has this id';
  return new Problem('invalid-input', detail, { errors: [{ in: 'body', pointer, detail }] });
}

function isStrictObject(
  schema: v.GenericSchema | undefined,
): schema is v.StrictObjectSchema<v.ObjectEntries, undefined> {
  return schema?.type === 'strict_object' && !('pipe' in schema);
}
