/** What wrangler.toml and the deployment bind. */
export interface Env {
  DB: D1Database;
  ASSETS: Fetcher;
  /** The operator's key. Also what cursors are signed and stored answers sealed with. */
  SOJOURN_ADMIN_KEY: string;
  /** Where batches go that D1 does not take. Everything works without it, see collect/spill.ts. */
  SPILL?: Queue<Uint8Array>;
  /** Where closed days go. Everything works without it, see jobs/archive/. */
  LAKE?: R2Bucket;
  /** Limits that all isolates of a place share. Everything works without them, see api/rate-limit.ts. */
  LIMIT_REQUESTS?: RateLimit;
  LIMIT_GUESSES?: RateLimit;
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
      LAKE?: R2Bucket;
      LIMIT_REQUESTS?: RateLimit;
      LIMIT_GUESSES?: RateLimit;
      SOJOURN_CLOCK?: string;
    }
  }
}
