/**
 * Whether a page of this origin may send to the site. The list is exact: no suffix, no subdomain, no
 * referrer in its stead. `['*']` is any, and the only setting that takes a request without an origin.
 */
export function allowsOrigin(origins: readonly string[], origin: string | null): boolean {
  if (origins.includes('*')) return true;
  return origin !== null && origins.includes(origin);
}
