/** Only ingest is open to other sites' pages; what is read here is readable here alone. */
const INGEST =
  /^\/(e|s\/e|v1\/(batch|track|page|screen|identify|group|alias|t|p|s|i|g|a|b)|v1\/projects\/[^/]+\/settings)$/;
/** A mail's pixel, which web mail shows on its own pages. */
const PIXEL = /^\/o\/[^/]+$/;
/** Public descriptions. */
const PUBLIC = /^\/(openapi\.json|schema\/batch\.json)$/;

/** What pages of other sites may do with a path, undefined where nothing. */
export function corsHeaders(pathname: string): Record<string, string> | undefined {
  if (PUBLIC.test(pathname)) {
    return { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };
  }
  if (PIXEL.test(pathname)) return { 'cross-origin-resource-policy': 'cross-origin' };
  if (!INGEST.test(pathname)) return undefined;
  // No credentials go with it, so any origin may read whether its batch was taken: which origins may
  // send is the site's setting, judged where the batch is read.
  return {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    // analytics-next counts its attempts in a header: without it, none but the first would pass.
    'access-control-allow-headers': 'content-type, content-encoding, authorization, x-retry-count',
    'access-control-expose-headers': 'retry-after',
    'access-control-max-age': '86400',
    'cross-origin-resource-policy': 'cross-origin',
  };
}
