import * as v from 'valibot';
import type { Env } from '../../env.ts';
import selectOne from '../../sql/health.select.sql';
import { operation, type Operation, type Reply } from '../operation.ts';

const health = v.strictObject({
  status: v.picklist(['ok', 'down']),
  database: v.picklist(['ok', 'down']),
});

export const service: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/health',
    operationId: 'getHealth',
    tag: 'Service',
    summary: 'Tell whether events can be stored',
    needs: 'nothing',
    answers: {
      200: { description: 'The database answers', schema: health },
      503: { description: 'The database does not answer', schema: health },
    },
    example: { response: { status: 'ok', database: 'ok' } },
    handle: ({ env }) => checkHealth(env),
  }),
];

async function checkHealth(env: Env): Promise<Reply> {
  try {
    await env.DB.prepare(selectOne).first();
    return { body: { status: 'ok', database: 'ok' } };
  } catch {
    const headers = { 'retry-after': '5' };
    return { status: 503, headers, body: { status: 'down', database: 'down' } };
  }
}
