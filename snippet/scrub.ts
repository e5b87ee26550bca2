const email = /[^\s/?&=:;,<>"'()]+(@|%40)[^\s/?&=@]+\.[a-z]{2,}/gi;
// A run of letters and digits that no person would type: a key, a hash, a signed token.
const token = /\b(?=\w*\d)\w{24,}|\beyJ[\w-]+\.[\w.-]+/g;
// The part of a path after a word such as these is a secret: reset links, invitations.
const secret = /((?:reset|verif|confirm|activat|invit|magic|token)[^/]*\/)[^/]+/gi;
const kept =
  /^(utm_\w+|gclid|wbraid|gbraid|msclkid|fbclid|ttclid|q|s|query|search|search_query|keywords?|k|p)$/;

/** A text that may leave the page: without e-mail addresses and tokens. */
export const scrubText = (text: string): string =>
  text.replace(email, '[email]').replace(token, '[token]');

/** Path of an address and those of its parameters that are known to be harmless. */
export const scrubUrl = (url: URL | Location, params = ''): string => {
  const query: string[] = [];
  new URLSearchParams(url.search).forEach((value, name) => {
    if (kept.test(name) || `,${params},`.includes(`,${name},`)) {
      query.push(`${name}=${encodeURIComponent(value.replace(email, '[email]'))}`);
    }
  });
  const path = scrubText(url.pathname.replace(secret, '$1[token]'));
  return path + (query[0] ? `?${query.join('&')}` : '');
};
