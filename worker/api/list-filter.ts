import * as v from 'valibot';
import type { Filter } from '../reports/index.ts';
import type { Env } from '../env.ts';
import { documentedAs } from './documented.ts';
import { filterInput } from './filter.ts';
import { Problem } from './problem.ts';
import { segmentOrCell } from './saved/segmented.ts';
import type { Site } from './site.ts';

/** Parameters of the lists that take a filter. */
export interface ListFilter {
  filter?: Filter | undefined;
  segment?: string | undefined;
}

const LONGEST = 8_192;

const filterText: v.GenericSchema<string, Filter> = v.pipe(
  v.string(),
  v.maxLength(LONGEST),
  v.parseJson(
    undefined,
    'write a filter as JSON, such as {"field":"channel","op":"eq","value":"Email"}',
  ),
  filterInput,
);

export const listFilter: {
  filter: v.GenericSchema<string | undefined, Filter | undefined>;
  segment: v.GenericSchema<string | undefined>;
} = {
  filter: documentedAs(v.exactOptional(filterText), {
    type: 'string',
    description:
      'A filter as in reports, as JSON: customers with a session, a contact or facts that it holds for.',
  }),
  segment: documentedAs(v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST))), {
    type: 'string',
    description: 'Id of a segment, or a `cell` of a report.',
  }),
};

/** The one filter that both parameters amount to. */
export async function filterOf(
  { env, site }: { env: Env; site: Site },
  { filter, segment }: ListFilter,
): Promise<{ filter?: Filter }> {
  if (segment === undefined) return filter === undefined ? {} : { filter };
  const found = await segmentOrCell(env, site, segment);
  if (found === undefined) throw unknown();
  return { filter: filter === undefined ? found : { and: [found, filter] } };
}

function unknown(): Problem {
  const detail = 'No segment of this site has this id';
  const errors = [{ in: 'query' as const, pointer: '/segment', detail }];
  return new Problem('invalid-input', detail, { errors });
}
