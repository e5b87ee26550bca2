// What wrangler.toml binds. `wrangler types` would write 16,000 lines for the same.
declare namespace Cloudflare {
  interface Env {
    DB: D1Database;
    ASSETS: Fetcher;
  }
}
