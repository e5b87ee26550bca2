import ipaddr from 'ipaddr.js';
import { STAFF_VISITOR } from '../../schema/index.ts';

/** Addresses of a site's own people: one network of its settings. */
export type Network = [base: ipaddr.IPv4 | ipaddr.IPv6, bits: number];

/**
 * A network as it is written, `192.0.2.0/24`, `2001:db8::/32` or one address; undefined where it is
 * none. The short and octal forms of IPv4 are none: nobody means what they say.
 */
export function toNetwork(text: string): Network | undefined {
  const [address = '', bits] = text.split('/');
  const isPlain = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address);
  if (!isPlain || address.includes('%')) return undefined;
  const base = ipaddr.parse(address);
  // What comes from such an address is taken for IPv4, so that nothing would ever fit.
  if (base instanceof ipaddr.IPv6 && base.isIPv4MappedAddress()) return undefined;
  const most = base.kind() === 'ipv4' ? 32 : 128;
  if (bits === undefined) return [base, most];
  return /^\d{1,3}$/.test(bits) && Number(bits) <= most ? [base, Number(bits)] : undefined;
}

/** Whether an address lies in one of the networks. It is forgotten as soon as that is known. */
export function isWithin(networks: readonly Network[], address: string): boolean {
  if (networks.length === 0 || !ipaddr.isValid(address)) return false;
  const found = ipaddr.process(address);
  return networks.some(([base, bits]) => {
    if (found instanceof ipaddr.IPv4) return base instanceof ipaddr.IPv4 && found.match(base, bits);
    return base instanceof ipaddr.IPv6 && found.match(base, bits);
  });
}

/** Whether a batch is the site's own people's: from one of their networks, or from a browser that says so. */
export function isStaff(
  networks: readonly Network[],
  { address, visitor }: { address: string; visitor?: string },
): boolean {
  return visitor === STAFF_VISITOR || isWithin(networks, address);
}
