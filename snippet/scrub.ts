const email = /[^\s/?&=]+(@|%40)[\w.-]+\.\w+/gi;
// A run of letters and digits that no person would type: a key, a hash, a signed token.
const token = /\b(?=\w*\d)\w{24,}/g;
// The part of a path after a word such as these is a secret: reset links, invitations.
const secret = /((reset|verif|invit|token)[^/]*\/)[^/]+/gi;
// Campaigns, click ids, site search.
const kept = /^(utm_.*|.*clk?id|.braid|q|s|query|search|keywords?)$/;

/** A text that may leave the page: without e-mail addresses and tokens. */
export const scrubText = (text: string): string =>
  text.replace(email, '[email]').replace(token, '[token]');

/** Path of an address and those of its parameters that are known to be harmless. */
export const scrubUrl = (url: URL | Location): string => {
  const query = new URLSearchParams(url.search);
  for (const name of Array.from(query.keys())) if (!kept.test(name)) query.delete(name);
  const path = scrubText(url.pathname.replace(secret, '$1[token]'));
  return path + `?${query}`.replace(/^\?$/, '').replace(email, '[email]');
};
