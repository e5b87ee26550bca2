/**
 * Whether a page of this origin may send to the site. The list is exact: no suffix, no subdomain, no
 * referrer in its stead. `['*']` is any. What has no origin, or one that it cannot tell as sandboxed
 * frames do, is taken where the site's settings say so: Shopify's pixels run in such a frame.
 */
export function allowsOrigin(
  origins: readonly string[],
  origin: string | null,
  takesOpaque = false,
): boolean {
  if (origins.includes('*')) return true;
  if (origin === null || origin === 'null') return takesOpaque;
  return origins.includes(origin);
}
