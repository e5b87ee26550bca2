import ipaddr from 'ipaddr.js';

/** What addresses are held against. */
export interface Bounds {
  /** Host of this API. */
  ownHost: string;
  /** Hosts, with or without a port, that the operator lets through though they are private or speak http. */
  allowed: readonly string[];
}

/** Names that lead to this machine or its network, whatever stands before them. */
const PRIVATE_NAMES = [
  'localhost', 'localdomain', 'local', 'internal', 'intranet', 'private', 'lan', 'home', 'corp',
  'home.arpa', 'in-addr.arpa', 'ip6.arpa', 'svc', 'test', 'invalid', 'onion',
]; // prettier-ignore

/** Public names that resolve to whatever address stands in them, or to this machine. */
const MIRRORS = [
  'nip.io', 'sslip.io', 'xip.io', 'traefik.me', 'localtest.me', 'lvh.me', 'vcap.me', 'lacolhost.com',
  'localhost.direct', 'localho.st', 'local.gd', 'fuf.me', '1u.ms', 'rbndr.us',
]; // prettier-ignore

const PORTS = ['', '8443'];

/**
 * Why nothing may be sent to an address; undefined: it may. Judged when it is saved and again before each
 * attempt. A Worker cannot look up what a name resolves to; that it resolves to a private address is of no use
 * at Cloudflare, whose network leads to none (docs/decisions/0014).
 */
export function refusalOf(address: string, { ownHost, allowed }: Bounds): string | undefined {
  // As `fetch` reads it: 127.1, 0x7f000001, 2130706433 and digits of other scripts are all 127.0.0.1 then.
  const url = URL.parse(address);
  if (url === null) return 'Not an address';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'Only https is spoken';
  if (url.username !== '' || url.password !== '') return 'No user and password in an address';
  if (allowed.includes(url.host) || allowed.includes(url.hostname)) return undefined;
  if (url.protocol !== 'https:') return 'Only https is spoken';
  if (!PORTS.includes(url.port)) return 'Only ports 443 and 8443';
  const host = url.hostname.replace(/\.+$/, '');
  if (host === ownHost.replace(/:\d+$/, '')) return 'That is this API itself';
  if (isPublic(host)) return undefined;
  return isReserved(host)
    ? 'A name that is reserved: nobody on the Internet has it'
    : 'A private address';
}

/** Names that stand for nothing at all (RFC 2606), so that documentation may use them. */
function isReserved(host: string): boolean {
  return ['test', 'invalid'].some((name) => host === name || host.endsWith(`.${name}`));
}

function isPublic(host: string): boolean {
  const literal = host.replace(/^\[|\]$/g, '');
  if (ipaddr.isValid(literal)) return isGlobal(ipaddr.parse(literal));
  if (!host.includes('.')) return false;
  return ![...PRIVATE_NAMES, ...MIRRORS].some((name) => host === name || host.endsWith(`.${name}`));
}

/** IPv6 addresses of the Internet: IANA gives out no others (RFC 4291, 2.4). */
const GLOBAL_V6: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/** No loopback, private, link-local or multicast address, and none that holds another: mapped, tunnels. */
function isGlobal(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || address.match(...GLOBAL_V6);
}
