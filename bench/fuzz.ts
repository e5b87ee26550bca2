// Requests made from the API's own description, some as it says and some damaged: no answer may be a
// 5xx, and none may be other than described. 500 of them are part of `npm test`.

import { fuzz, KEY } from './fuzz/run.ts';
import type { Result } from './index.ts';
import { startServer } from '../worker/cli/server.ts';

const REQUESTS = 20_000;
const SEED = Number(process.env['SOJOURN_SEED'] ?? 1);

export async function run(): Promise<Result> {
  const bindings = { SOJOURN_ADMIN_KEY: KEY };
  const server = await startServer({ host: '127.0.0.1', port: 0, bindings });
  try {
    const { requests, statuses, operations, answered, faults } = await fuzz(server, SEED, REQUESTS);
    const table = [
      `${requests} requests to ${operations} operations, seed ${SEED}; ${answered} answered well at least once`,
      ...Object.entries(statuses).map(([status, count]) => `${status}  ${count}`),
      `faults: ${faults.length}`,
      ...faults.slice(0, 20),
    ].join('\n');
    return { table, json: { requests, operations, answered, faults: faults.length, statuses } };
  } finally {
    await server.close();
  }
}
