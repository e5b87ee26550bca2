import * as v from 'valibot';
import type { Env } from '../../env.ts';
import deliveriesById from '../../sql/deliveries.by-id.sql';
import deliveriesList from '../../sql/deliveries.list.sql';
import deliveriesRetry from '../../sql/deliveries.retry.sql';
import { wake } from '../../triggers/wake.ts';
import { listOperation, operation, type Operation } from '../operation.ts';
import { pageOf, placeAfter } from '../page-of.ts';
import { Problem } from '../problem.ts';
import { anyId } from '../shapes.ts';
import type { Site } from '../site.ts';
import { deliveryRow, deliveryShown, STATUSES } from '../triggers/schemas.ts';
import { bodyOf, showDelivery, type DeliveryRow } from '../triggers/show.ts';
import { exampleDelivery, exampleId, examplePayload, exampleRow } from './trigger-examples.ts';
import { foundTrigger } from './triggers.ts';

const PATH = '/v1/sites/{site}/triggers/{id}/deliveries';
const params = { id: anyId, delivery: anyId };
const example = { params: { id: exampleId, delivery: exampleDelivery } };

export const deliveries: readonly Operation[] = [
  listOperation({
    method: 'GET',
    path: PATH,
    operationId: 'listDeliveries',
    tag: 'Triggers',
    summary: 'List what a trigger sent, has to send, and could not send',
    description:
      'Newest first, for 30 days, each with every attempt and what came of it. `dead`: it is not tried any more, ' +
      'after ten attempts in three days, or because the consumer is gone.',
    needs: 'admin',
    params: { id: anyId },
    query: { status: v.exactOptional(v.picklist(STATUSES)) },
    row: deliveryRow,
    example: {
      params: { id: exampleId },
      response: { data: [exampleRow], next_cursor: null },
    },
    handle: async ({ env, site, params: { id }, query: { status }, page }) => {
      await foundTrigger(env, site, id);
      const { after } = placeAfter(page.after);
      const { at, id: last } = after ?? { at: Number.MAX_SAFE_INTEGER, id: '' };
      const { results } = await env.DB.prepare(deliveriesList)
        .bind(site.number, id, at, last, page.limit + 1, status ?? null)
        .all<DeliveryRow>();
      const { rows, next } = pageOf(results, page.limit, (row) => [row.accepted_at, row.id]);
      // What `pageOf` was given.
      return { rows: (rows as DeliveryRow[]).map(showDelivery), next };
    },
  }),
  operation({
    method: 'GET',
    path: `${PATH}/{delivery}`,
    operationId: 'getDelivery',
    tag: 'Triggers',
    summary: 'Read a delivery, with what is sent',
    needs: 'admin',
    params,
    answers: { 200: { description: 'As it stands', schema: deliveryShown } },
    example: { ...example, response: { ...exampleRow, payload: examplePayload } },
    handle: async ({ env, site, params: { id, delivery } }) => ({
      body: await shown(env, site, { id, delivery }),
    }),
  }),
  operation({
    method: 'POST',
    path: `${PATH}/{delivery}/retry`,
    operationId: 'retryDelivery',
    tag: 'Triggers',
    summary: 'Try a dead delivery once more',
    description:
      'One attempt, at once, under the same `webhook-id`. Where it fails it is dead again.',
    needs: 'admin',
    params,
    answers: { 202: { description: 'It is on its way', schema: deliveryShown } },
    problems: [409],
    example: {
      ...example,
      response: { ...exampleRow, payload: examplePayload },
    },
    handle: async ({ env, site, ctx, params: { id, delivery }, at }) => {
      const { trigger } = await foundTrigger(env, site, id);
      if (!trigger.enabled) throw new Problem('conflict', 'The trigger is switched off.');
      const row = await found(env, site, { id, delivery });
      if (row.status !== 'dead' || bodyOf(row).payload === undefined)
        throw new Problem('conflict', 'Only a dead delivery can be tried again.');
      await env.DB.prepare(deliveriesRetry).bind(site.number, delivery, id, at).run();
      ctx.waitUntil(wake(env, site.number));
      return { status: 202, body: await shown(env, site, { id, delivery }) };
    },
  }),
];

interface Named {
  id: string;
  delivery: string;
}

async function found(env: Env, site: Site, { id, delivery }: Named): Promise<DeliveryRow> {
  const statement = env.DB.prepare(deliveriesById).bind(site.number, delivery, id);
  const row = await statement.first<DeliveryRow>();
  if (row === null) throw new Problem('not-found', 'This trigger has no such delivery.');
  return row;
}

async function shown(env: Env, site: Site, named: Named): Promise<Record<string, unknown>> {
  const row = await found(env, site, named);
  const { payload } = bodyOf(row);
  return { ...showDelivery(row), payload: payload === undefined ? null : JSON.parse(payload) };
}
