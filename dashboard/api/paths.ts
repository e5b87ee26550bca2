/** Addresses of the API and of the pages. Ids are anything a business gives, so each is escaped. */

export function apiPath(site: string, ...rest: string[]): string {
  return ['/v1/sites', site, ...rest].map(escapeSegment).join('/');
}

export function pagePath(site: string, ...rest: string[]): string {
  return ['/sites', site, ...rest].map(escapeSegment).join('/');
}

/** Parameters without a value are left out. */
export function withQuery(path: string, query: Record<string, string | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, value);
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

function escapeSegment(segment: string, index: number): string {
  return index === 0 ? segment : encodeURIComponent(segment);
}
