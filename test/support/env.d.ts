// What only the tests bind, see vitest.config.ts; the rest is declared in worker/env.ts.
declare namespace Cloudflare {
  type WorkerEnv = import('../../worker/env.ts').Env;
  interface Env extends WorkerEnv {
    TEST_MIGRATIONS: import('cloudflare:test').D1Migration[];
    TEST_LAKE: R2Bucket;
    SHARD_1: D1Database;
    SHARD_2: D1Database;
    SHARD_3: D1Database;
    /** How many random cases a long test goes through; '' leaves it to the test. */
    SOJOURN_CASES: string;
  }
  interface GlobalProps {
    mainModule: typeof import('../../worker/index.ts');
  }
}
