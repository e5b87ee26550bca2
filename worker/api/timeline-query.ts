import * as v from 'valibot';
import { ALL_KINDS, type TimelineQuery } from '../reports/index.ts';
import { documentedAs } from './documented.ts';
import type { PageCall } from './operation.ts';
import { placeAfter } from './page-of.ts';
import { edge, endOfEdge, startOfEdge } from './range.ts';
import type { Site } from './site.ts';

const kinds: v.GenericSchema<string, string[]> = v.pipe(
  v.string(),
  v.maxLength(500),
  v.transform((list) => list.split(',')),
  v.array(v.picklist(ALL_KINDS)),
);

const optionalEdge: v.GenericSchema<string | undefined> = v.exactOptional(edge);

type Order = 'asc' | 'desc';

/** Parameters of a customer's timeline and of an account's. */
export const timelineParameters: {
  kinds: v.GenericSchema<string | undefined, string[] | undefined>;
  from: v.GenericSchema<string | undefined>;
  to: v.GenericSchema<string | undefined>;
  order: v.GenericSchema<Order | undefined, Order>;
} = {
  kinds: documentedAs(v.exactOptional(kinds), {
    type: 'string',
    description: `Some of, with commas: ${ALL_KINDS.join(', ')}.`,
  }),
  from: documentedAs(optionalEdge, {
    type: 'string',
    description: 'A day of the site’s zone or an instant.',
  }),
  to: documentedAs(optionalEdge, {
    type: 'string',
    description: 'A day, which is included, or an instant, which is not.',
  }),
  order: documentedAs(v.exactOptional(v.picklist(['asc', 'desc']), 'asc'), {
    type: 'string',
    enum: ['asc', 'desc'],
    default: 'asc',
    description: 'Oldest or newest first.',
  }),
};

interface TimelineCall extends PageCall {
  site: Site;
  query: {
    kinds: string[] | undefined;
    from: string | undefined;
    to: string | undefined;
    order: Order;
  };
}

/** What they ask of a report. */
export function timelineQuery({ site, query, page }: TimelineCall): TimelineQuery {
  const { kinds: some, from, to, order } = query;
  return {
    order,
    limit: page.limit,
    ...(some !== undefined && { kinds: some }),
    ...(from !== undefined && { from: startOfEdge(from, site.timeZone) }),
    ...(to !== undefined && { to: endOfEdge(to, site.timeZone) }),
    ...placeAfter(page.after),
  };
}
