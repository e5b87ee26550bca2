import { isCampaignKey } from './click-ids.ts';

/** A page's address as it is stored: the host apart, campaign and click ids gone. */
export interface Page {
  host?: string;
  path: string;
}

/** Paths are read as if below it; `.invalid` is reserved (RFC 2606), no page has it. */
const NOWHERE = 'sojourn.invalid';

/**
 * The page of an absolute URL, a path or anything else somebody sent as one. The query's other keys
 * stay as and where they were. Of a fragment only a hash route (`#/cart`) stays: others hold tokens.
 */
export function pageOf(address: string): Page {
  const url = parse(address);
  if (url === undefined) return { path: '/' };
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return { path: opaque(url) };
  // `//x` would be another host where it is followed or read again.
  const path = url.pathname.replace(/^\/+/, '/');
  const rest = keptQuery(url.search) + (/^#!?\//.test(url.hash) ? url.hash : '');
  return url.hostname === NOWHERE
    ? { path: path + rest }
    : { host: url.hostname, path: path + rest };
}

/** `URL` of an absolute or relative address; undefined where it is neither. */
export function parse(address: string): URL | undefined {
  try {
    return new URL(address.trim(), `https://${NOWHERE}/`);
  } catch {
    return undefined;
  }
}

/** An app's screen or a local file has a place; `data:` and `javascript:` have none worth keeping. */
function opaque(url: URL): string {
  const hasPlace = url.host !== '' || url.pathname.startsWith('/');
  if (hasPlace) return `${url.protocol}//${url.host}${url.pathname}`;
  return url.protocol === 'about:' ? `about:${url.pathname}` : url.protocol;
}

function keptQuery(search: string): string {
  const kept = search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !isCampaignKey(keyOf(pair)));
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}

function keyOf(pair: string): string {
  const key = pair.split('=', 1)[0] ?? '';
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
