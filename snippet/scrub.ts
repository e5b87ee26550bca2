import { config } from './config.ts';

const email = /[^\s/?&=:;,<>"'()]+(@|%40)[^\s/?&=@]+\.[a-z]{2,}/gi;
// A run of letters and digits that no person would type: a key, a hash, a signed token.
const token = /\b(?=\w*\d)\w{24,}/g;
// The part of a path after a word such as these is a secret: reset links, invitations.
const secret = /((reset|verif|confirm|invit|magic|token)[^/]*\/)[^/]+/gi;
// Campaigns, click ids, site search.
const kept = /^(utm_.+|.*clk?id|[gw]braid|q|s|query|search|keywords?)$/;

/** A text that may leave the page: without e-mail addresses and tokens. */
export const scrubText = (text: string): string =>
  text.replace(email, '[email]').replace(token, '[token]');

/** Path of an address and those of its parameters that are known to be harmless. */
export const scrubUrl = (url: URL | Location): string => {
  let query = '';
  for (const [name, value] of new URLSearchParams(url.search)) {
    if (kept.test(name) || config.params?.split(',').includes(name)) {
      query += `${query ? '&' : '?'}${name}=${encodeURIComponent(value.replace(email, '[email]'))}`;
    }
  }
  return scrubText(url.pathname.replace(secret, '$1[token]')) + query;
};
