// Generous: an address may be encoded in any way. Without `i`, which costs 0.1 ms.
const email = /[^\s/?&=]+(@|%40)[^\s/?&=]+/g;
// A run of letters and digits that no person would type: a key, a hash, a signed token.
const token = /\b(?=\w*\d)\w{24,}/g;

/** A text that may leave the page: without e-mail addresses and tokens. */
export const scrubText = (text: string): string =>
  text.replace(email, '[email]').replace(token, '[token]');

/** Path of an address and those of its parameters that are known to be harmless. */
export const scrubUrl = (url: { pathname: string; search: string }): string => {
  const query = url.search
    .slice(1)
    .split('&')
    // Campaigns, click ids, site search.
    .filter((part) => /^(utm_.*?|\w*clk?id|.braid|q|s|query|search|keywords?)=/.test(part))
    .join('&');
  // The part of a path after a word such as these is a secret: reset links, invitations.
  const path = url.pathname
    .replace(/((reset|verif|invit|token)[^/]*\/)[^/]+/gi, '$1[token]')
    .replace(token, '[token]');
  return `${path}${query && `?${query}`}`.replace(email, '[email]');
};
