import { ASSISTANTS } from './lists/assistants.ts';
import { REFERRER_SPAM } from './lists/referrer-spam.ts';
import { SEARCH_ENGINES } from './lists/search-engines.ts';
import { SOCIAL_HOSTS } from './lists/socials.ts';
import { SOCIAL_SOURCES } from './lists/source-categories.ts';

/** Shops send their buyers there and get them back: a return is no new visit. Subdomains count too. */
export const PAYMENT_HOSTS: ReadonlySet<string> = new Set([
  ...'paypal.com paypal.me braintreegateway.com venmo.com'.split(' '),
  ...'checkout.stripe.com hooks.stripe.com pay.stripe.com invoice.stripe.com'.split(' '),
  ...'klarna.com klarna.net sofort.com sofortueberweisung.de giropay.de paydirekt.de'.split(' '),
  ...'pay.shopify.com checkout.shopify.com shop.app pay.google.com payments.google.com'.split(' '),
  ...'pay.amazon.com payments.amazon.com payments.amazon.de payments-eu.amazon.com'.split(' '),
  ...'adyen.com mollie.com multisafepay.com buckaroo.nl worldpay.com checkout.com'.split(' '),
  ...'authorize.net cybersource.com squareup.com checkout.square.site unzer.com'.split(' '),
  ...'payone.com computop-paygate.com saferpay.com datatrans.com twint.ch postfinance.ch'.split(
    ' ',
  ),
  ...'afterpay.com clearpay.co.uk affirm.com sezzle.com zip.co riverty.com scalapay.com'.split(' '),
  ...'przelewy24.pl payu.com tpay.com blik.com gopay.com comgate.cz vivapayments.com'.split(' '),
  ...'mercadopago.com pagseguro.uol.com.br ebanx.com razorpay.com paytm.in alipay.com'.split(' '),
  ...'bancontact.com ideal.nl swish.nu vipps.no mobilepay.dk bluesnap.com 2checkout.com'.split(' '),
  ...'cardinalcommerce.com arcot.com 3dsecure.io'.split(' '), // the banks' own confirmation pages
]);

/** Engine or assistant by host: each line of a list is a name and its hosts. */
function byHost(list: string): ReadonlyMap<string, string> {
  return new Map(
    list.split('\n').flatMap((line) => {
      const [name = '', ...hosts] = line.split(' ');
      return hosts.map((host) => [host, name] as const);
    }),
  );
}
const ENGINES = byHost(SEARCH_ENGINES);
const ASSISTANT_HOSTS = byHost(ASSISTANTS);
const SOCIALS: ReadonlySet<string> = new Set(SOCIAL_HOSTS.split('\n'));
const GOOGLE_SOCIALS: ReadonlySet<string> = new Set(SOCIAL_SOURCES.split('\n'));
const SPAM: ReadonlySet<string> = new Set(REFERRER_SPAM.split('\n'));

/** What a foreign referrer says of a visit, in GA4's manner. */
export function fromReferrer(url: URL): { source: string; medium: string } {
  const host = bare(url.hostname);
  const assistant = `${host}${url.pathname}`.startsWith('x.com/i/grok') ? 'grok.com' : host;
  if (ASSISTANT_HOSTS.has(assistant)) return { source: assistant, medium: 'referral' };
  const engine = engineOf(host);
  if (engine === 'google' && !isGoogleSearch(url)) return { source: host, medium: 'referral' };
  if (engine !== undefined) {
    const isAd = engine === 'google' && url.pathname === '/aclk';
    return { source: engine === '-' ? host : engine, medium: isAd ? 'cpc' : 'organic' };
  }
  // Networks that Google's own list lacks (Bluesky, Discord, Mastodon) are told by the medium, so
  // that the channel table itself stays as Google has it.
  const isSocial = !GOOGLE_SOCIALS.has(host) && isWithin(host, SOCIALS);
  return { source: host, medium: isSocial ? 'social' : 'referral' };
}

export function isSpamHost(hostname: string): boolean {
  return isWithin(bare(hostname), SPAM);
}

/** True where a host is one of these or below one of them. */
export function isWithin(hostname: string, hosts: ReadonlySet<string>): boolean {
  const labels = hostname.split('.');
  return labels.some((_, start) => hosts.has(labels.slice(start).join('.')));
}

/** A host without its `www.`, as GA4 writes sources. */
export function bare(hostname: string): string {
  return hostname.toLowerCase().replace(/^www\./, '');
}

/** Matomo writes `google.{}` for any country's ending and `{}.ask.com` for a country's subdomain. */
function engineOf(host: string): string | undefined {
  const candidates = [
    host,
    host.replace(/\.(com?\.|org\.)?[a-z]{2}$/, '.{}'),
    host.replace(/^[a-z]{2}(-[a-z]{2})?\./, '{}.'),
    host.replace(/^(m|wap|mobile)\d*\./, ''),
  ];
  return candidates.map((candidate) => ENGINES.get(candidate)).find((name) => name !== undefined);
}

/** Google has pages that are no search (`/permissions`, `/intl`); browsers often send the host alone. */
function isGoogleSearch(url: URL): boolean {
  if (!/^(www\.)?google\./.test(url.hostname)) return true;
  return /^\/($|(search|url|webhp|imgres|images|custom|cse|m|aclk|amp|products)(\/|$))/.test(
    url.pathname,
  );
}
