import * as v from 'valibot';
import { accountBy, accountTimeline, listAccounts, type Account } from '../../reports/index.ts';
import { timelineEntry } from '../answers/timeline.ts';
import { contextOf } from '../context-of.ts';
import { documentedAs } from '../documented.ts';
import { listOperation, operation, type Operation } from '../operation.ts';
import { pageFrom, placeAfter } from '../page-of.ts';
import { Problem } from '../problem.ts';
import { anyId, count, instant, money } from '../shapes.ts';
import { timelineParameters, timelineQuery } from '../timeline-query.ts';
import { timelineExample } from './customer-examples.ts';

const account: v.GenericSchema<Account> = v.strictObject({
  id: v.string(),
  name: v.pipe(v.string(), v.description('The name among its traits, else the id.')),
  traits: v.record(v.string(), v.any()),
  customers: v.array(v.string()),
  first_seen: v.nullable(instant),
  last_seen: v.nullable(instant),
  sessions: count,
  orders: count,
  value: v.array(money),
});

const example: Account = {
  id: 'acme',
  name: 'Acme Ltd',
  traits: { name: 'Acme Ltd', plan: 'team' },
  customers: ['ann', 'bob'],
  first_seen: '2026-11-18T09:12:04.000Z',
  last_seen: '2026-11-20T18:40:31.000Z',
  sessions: 5,
  orders: 1,
  value: [{ currency: 'EUR', amount: '49.80', minor: 4_980 }],
};

const part = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, 'Must not be empty'),
  v.maxLength(200, 'At most 200 characters'),
);

export const accounts: readonly Operation[] = [
  listOperation({
    method: 'GET',
    path: '/v1/sites/{site}/accounts',
    operationId: 'listAccounts',
    tag: 'Customers',
    summary: 'List accounts',
    description: 'Companies or households: customers joined by `group`. By id.',
    needs: 'read:customers',
    query: {
      q: documentedAs(v.exactOptional(part), {
        type: 'string',
        description: 'Part of the account’s id.',
      }),
    },
    row: account,
    example: { query: { q: 'ac' }, response: { data: [example], next_cursor: null } },
    handle: async (call) => {
      const { query, page } = call;
      const asked = { limit: page.limit, ...placeAfter(page.after) };
      const chosen = query.q === undefined ? asked : { ...asked, q: query.q };
      return pageFrom(await listAccounts(contextOf(call), chosen));
    },
  }),
  operation({
    method: 'GET',
    path: '/v1/sites/{site}/accounts/{id}',
    operationId: 'getAccount',
    tag: 'Customers',
    summary: 'Read an account',
    description: 'Its customers alone: the list of customers with a filter on `account`.',
    needs: 'read:customers',
    params: { id: anyId },
    answers: { 200: { description: 'The account', schema: account } },
    example: { params: { id: 'acme' }, response: example },
    handle: async (call) => {
      const answer = await accountBy(contextOf(call), call.params.id);
      if (!answer) throw unknown();
      return { body: answer.data };
    },
  }),
  listOperation({
    method: 'GET',
    path: '/v1/sites/{site}/accounts/{id}/timeline',
    operationId: 'getAccountTimeline',
    tag: 'Customers',
    summary: 'Read an account’s timeline',
    description: 'What all its customers did, online and offline, in one order.',
    needs: 'read:customers',
    params: { id: anyId },
    query: timelineParameters,
    row: timelineEntry,
    example: {
      params: { id: 'acme' },
      query: { order: 'desc' },
      response: { data: [timelineExample], next_cursor: null },
    },
    handle: async (call) => {
      const answer = await accountTimeline(contextOf(call), call.params.id, timelineQuery(call));
      if (!answer) throw unknown();
      return pageFrom(answer);
    },
  }),
];

function unknown(): Problem {
  return new Problem('not-found', 'Nobody of this site belongs to such an account.');
}
