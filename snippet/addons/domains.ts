import type { Addon } from './addon.ts';

const name = '_sj';
/** A decorated address is followed at once or not at all, ms. */
const fresh = 60_000;

/**
 * Carries the visitor to the site's other hosts, which `data-domains` names: a link or form to one of
 * them gets `_sj=VISITOR.TIME` as it is used, and is as it was thereafter.
 */
export const start: Addon['start'] = (_, on, __, [adopt, { site, domains = '' }]) => {
  const hosts = domains.split(' ').filter(Boolean);
  const isOurs = (host: string): boolean =>
    hosts.some((ours) => host === ours || host.endsWith(`.${ours}`));
  const carried = arrive();
  if (carried && isOurs(hostOf(document.referrer))) adopt(carried);

  /** The address with the visitor, where it leads to another of our hosts and one may be kept. */
  const decorated = (address: string): [address: string, value: string] | undefined => {
    const url = new URL(address, location.href);
    if (!/^https?:/.test(url.protocol) || url.hostname === location.hostname) return undefined;
    // There is an entry only where consent allows it.
    const visitor = isOurs(url.hostname) && entryOf(`sojourn-${site}`);
    if (!visitor) return undefined;
    const value = `${visitor}.${Date.now().toString(36)}`;
    url.searchParams.set(name, value);
    return [url.href, value];
  };
  const decorate = (element: Element, attribute: string): void => {
    const given = element.getAttribute(attribute);
    const [address] = decorated(given ?? '') ?? [];
    if (!given || !address) return;
    element.setAttribute(attribute, address);
    // The browser has read it by then. What is copied later leads nobody here as this visitor.
    setTimeout(() => element.setAttribute(attribute, given));
  };

  on('click auxclick', (event: MouseEvent) => {
    const link = (event.composedPath()[0] as Element).closest('a[href],area[href]');
    if (link) decorate(link, 'href');
  });
  on('submit', ({ target, submitter }: SubmitEvent) => {
    const form = target as HTMLFormElement;
    const button = submitter?.hasAttribute('formaction');
    const [element, attribute] = button ? [submitter as Element, 'formaction'] : [form, 'action'];
    if (form.method !== 'get') return decorate(element, attribute);
    // Its fields replace the query of its address.
    const [, value] = decorated(element.getAttribute(attribute) ?? '') ?? [];
    if (!value) return;
    const field = document.createElement('input');
    Object.assign(field, { type: 'hidden', name, value });
    form.append(field);
    setTimeout(() => field.remove());
  });
};

/** Takes the parameter out of the address bar. Its visitor, unless somebody kept the address. */
const arrive = (): string | undefined => {
  const [, visitor, time] = /[?&]_sj=(\w{16})\.(\w+)/.exec(location.search) ?? [];
  if (/[?&]_sj=/.test(location.search)) {
    const clean = location.href.replace(/([?&])_sj=[^&#]*&?/, '$1').replace(/[?&](?=#|$)/, '');
    history.replaceState(history.state, '', clean);
  }
  const age = Date.now() - parseInt(time ?? '', 36);
  return Math.abs(age) < fresh ? visitor : undefined;
};

const hostOf = (address: string): string => (address ? new URL(address).hostname : '');

const entryOf = (key: string): string | undefined => {
  try {
    return (JSON.parse(localStorage[key] as string) as { visitor?: string }).visitor;
  } catch {
    return undefined;
  }
};
