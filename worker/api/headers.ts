/** Headers of every answer, errors included. The build writes the same into `dist/_headers`. */
export const EVERYWHERE: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

/** An answer that is no page runs nothing, whatever a browser takes it for. */
export const DATA_CSP = "default-src 'none'; frame-ancestors 'none'";

/** Pages bring their own files and talk to their own Worker. */
export const PAGE_CSP: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sets what every answer has. What it set itself stays. */
export function secure(headers: Headers): void {
  for (const [name, value] of Object.entries(EVERYWHERE)) headers.set(name, value);
  if (!headers.has('cross-origin-resource-policy')) {
    headers.set('cross-origin-resource-policy', 'same-origin');
  }
  if (!headers.has('content-security-policy')) {
    const isPage = (headers.get('content-type') ?? '').startsWith('text/html');
    headers.set('content-security-policy', isPage ? PAGE_CSP : DATA_CSP);
  }
}
