import { expect, test } from 'vitest';
import { fuzz, KEY } from '../../bench/fuzz/run.ts';
import { startServer } from '../../worker/cli/server.ts';

test(
  '500 requests made from the description: no 5xx, no answer but as described',
  { timeout: 300_000 },
  async () => {
    const bindings = { SOJOURN_ADMIN_KEY: KEY };
    const server = await startServer({ host: '127.0.0.1', port: 0, bindings });
    try {
      const { faults, operations, answered } = await fuzz(server, 20_261_121, 500);
      expect(faults).toEqual([]);
      // Not all of them are asked at random; most are, and most of those are asked well.
      expect(operations).toBeGreaterThan(40);
      expect(answered).toBeGreaterThan(45);
    } finally {
      await server.close();
    }
  },
);
