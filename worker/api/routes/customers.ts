import * as v from 'valibot';
import {
  customerBy,
  identityOf,
  listCustomers,
  timelineOf,
  type Answer,
} from '../../reports/index.ts';
import { customer, customerIdentity, customerSummary } from '../answers/customer.ts';
import { timelineEntry } from '../answers/timeline.ts';
import { behind } from '../behind.ts';
import { contextOf } from '../context-of.ts';
import { documentedAs } from '../documented.ts';
import { filterOf, listFilter } from '../list-filter.ts';
import { listOperation, operation, type Operation } from '../operation.ts';
import { pageFrom, placeAfter } from '../page-of.ts';
import { Problem } from '../problem.ts';
import { anyId } from '../shapes.ts';
import { timelineParameters, timelineQuery } from '../timeline-query.ts';
import {
  customerExample,
  identityExample,
  summaryExample,
  timelineExample,
} from './customer-examples.ts';

const params = { id: anyId };

const search = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, 'Must not be empty'),
  v.maxLength(200, 'At most 200 characters'),
);

export const customers: readonly Operation[] = [
  listOperation({
    method: 'GET',
    path: '/v1/sites/{site}/customers',
    operationId: 'listCustomers',
    tag: 'Customers',
    summary: 'List or search customers',
    needs: 'read:customers',
    query: {
      q: documentedAs(v.exactOptional(search), {
        type: 'string',
        description: 'Part of a user id or a trait, or the whole id of a visitor or an order.',
      }),
      sort: documentedAs(
        v.exactOptional(v.picklist(['last_seen', 'first_seen', 'value']), 'last_seen'),
        {
          type: 'string',
          enum: ['last_seen', 'first_seen', 'value'],
          default: 'last_seen',
          description: 'Newest or highest first.',
        },
      ),
      cell: documentedAs(v.exactOptional(v.string()), {
        type: 'string',
        description: 'The people behind a number of a report, by id. Goes without `q` and `sort`.',
      }),
      ...listFilter,
    },
    row: customerSummary,
    example: { query: { q: 'ann' }, response: { data: [summaryExample], next_cursor: null } },
    handle: async (call) => {
      const { query, page } = call;
      if (query.cell !== undefined) return behind(call, query.cell);
      const answer = await listCustomers(contextOf(call), {
        sort: query.sort,
        limit: page.limit,
        ...(query.q !== undefined && { q: query.q }),
        ...(await filterOf(call, query)),
        ...placeAfter(page.after),
      });
      return pageFrom(answer);
    },
  }),
  operation({
    method: 'GET',
    path: '/v1/sites/{site}/customers/{id}',
    operationId: 'getCustomer',
    tag: 'Customers',
    summary: 'Read a customer',
    description: 'By any member id: a user’s, a visitor’s, or the customer’s own.',
    needs: 'read:customers',
    params,
    answers: { 200: { description: 'The customer with all facts', schema: customer } },
    example: { params: { id: 'ann' }, response: customerExample },
    handle: async (call) => ({ body: found(await customerBy(contextOf(call), call.params.id)) }),
  }),
  operation({
    method: 'GET',
    path: '/v1/sites/{site}/customers/{id}/identity',
    operationId: 'getIdentity',
    tag: 'Customers',
    summary: 'Tell why these ids are one customer',
    needs: 'read:customers',
    params,
    answers: { 200: { description: 'Edges with their evidence', schema: customerIdentity } },
    example: { params: { id: 'ann' }, response: identityExample },
    handle: async (call) => ({ body: found(await identityOf(contextOf(call), call.params.id)) }),
  }),
  listOperation({
    method: 'GET',
    path: '/v1/sites/{site}/customers/{id}/timeline',
    operationId: 'getTimeline',
    tag: 'Customers',
    summary: 'Read a customer’s timeline',
    description: 'What happened, online and offline, on all devices, in one order.',
    needs: 'read:customers',
    params,
    query: timelineParameters,
    row: timelineEntry,
    example: {
      params: { id: 'ann' },
      query: { kinds: 'page,order' },
      response: { data: [timelineExample], next_cursor: null },
    },
    handle: async (call) => {
      const answer = await timelineOf(contextOf(call), call.params.id, timelineQuery(call));
      if (!answer) throw nobody();
      return pageFrom(answer);
    },
  }),
];

function found<Data>(answer: Answer<Data> | undefined): Data {
  if (!answer) throw nobody();
  return answer.data;
}

function nobody(): Problem {
  return new Problem('not-found', 'No customer of this site goes by this id.');
}
