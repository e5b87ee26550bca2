import type { Wake } from './triggers/wake.ts';

/** What wrangler.toml and the deployment bind. */
export interface Env {
  DB: D1Database;
  ASSETS: Fetcher;
  /** The operator's key. Also what cursors are signed and stored answers sealed with. */
  SOJOURN_ADMIN_KEY: string;
  /** Where batches go that D1 does not take. Everything works without it, see collect/spill.ts. */
  SPILL?: Queue<Uint8Array>;
  /** Says that something is to be sent. Everything works without it, see triggers/wake.ts. */
  WEBHOOKS?: Queue<Wake>;
  /** Where closed days go. Everything works without it, see jobs/archive/. */
  LAKE?: R2Bucket;
  /** Limits that all isolates of a place share. Everything works without them, see api/rate-limit.ts. */
  LIMIT_REQUESTS?: RateLimit;
  LIMIT_GUESSES?: RateLimit;
  /**
   * Hosts, with or without a port, that webhooks may go to though they are private or speak http: of a
   * machine of one's own. Separated by commas.
   */
  SOJOURN_WEBHOOK_HOSTS?: string;
  /** Seconds that the consumer of a webhook may take, at most 30; 15 where absent. */
  SOJOURN_WEBHOOK_SECONDS?: string;
  /** Webhooks that one run of the minute's job looks at; 100 where absent. On the free plan: 5. */
  SOJOURN_WEBHOOK_ROWS?: string;
  /** Tests only, see clock.ts. */
  SOJOURN_CLOCK?: string;
}

declare global {
  namespace Cloudflare {
    interface Env {
      DB: D1Database;
      ASSETS: Fetcher;
      SOJOURN_ADMIN_KEY: string;
      SPILL?: Queue<Uint8Array>;
      WEBHOOKS?: Queue<Wake>;
      LAKE?: R2Bucket;
      LIMIT_REQUESTS?: RateLimit;
      LIMIT_GUESSES?: RateLimit;
      SOJOURN_WEBHOOK_HOSTS?: string;
      SOJOURN_WEBHOOK_SECONDS?: string;
      SOJOURN_WEBHOOK_ROWS?: string;
      SOJOURN_CLOCK?: string;
    }
  }
}
