import * as v from 'valibot';
import type { Env } from '../../env.ts';
import type { Filter } from '../../reports/index.ts';
import { unsealCell } from '../cell.ts';
import { Problem } from '../problem.ts';
import type { Site } from '../site.ts';
import { isStrictObject } from '../strict-object.ts';
import type { AnyCall, Operation } from '../operation.ts';
import { refusePersonal } from './personal.ts';
import { keeperOf } from './store.ts';

/** An id of a segment, or a cell, as long as an address may be. */
export const segmentId: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.minLength(1, 'Must not be empty'),
  v.maxLength(8_192),
);

const segment = v.pipe(
  segmentId,
  v.description(
    'Id of a segment, or a `cell` of a report: only what its filter, or its people, did counts.',
  ),
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

async function withSegment({ env, site, body, grant }: AnyCall): Promise<unknown> {
  // What the schema above gave.
  const { segment: id, ...query } = body as Body;
  refusePersonal(grant, query);
  if (id === undefined || site === undefined) return query;
  const found = await segmentOrCell(env, site, id);
  if (found === undefined) throw unknownSegment('/segment');
  refusePersonal(grant, found);
  return { ...query, filter: query.filter ? { and: [found, query.filter] } : found };
}

/** The filter that a segment's id or a cell stands for; undefined where it is neither. */
export async function segmentOrCell(
  env: Env,
  site: Site,
  text: string,
): Promise<Filter | undefined> {
  const found = await segmentFilter(env, site, text);
  if (found !== undefined) return found;
  try {
    return { cell: await unsealCell(env, site, text) };
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
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
