import type { Json } from '../../schema/index.ts';

/** E-mail addresses as they stand in texts; what follows or comes before is no part of an address. */
const ADDRESS = /[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu;

/** All in a value, in lower case, each once. */
export function addressesIn(value: unknown): string[] {
  const found = new Set<string>();
  const look = (one: unknown): void => {
    if (typeof one === 'string') {
      if (!one.includes('@')) return;
      for (const [address] of one.matchAll(ADDRESS)) found.add(address.toLowerCase());
    } else if (one !== null && typeof one === 'object') {
      for (const member of Object.values(one as Record<string, Json>)) look(member);
    }
  };
  look(value);
  return [...found];
}

/** The text with something else where addresses stand that are asked for, and how many there were. */
export function replaceAddresses(
  text: string,
  { isAsked, by }: { isAsked: (address: string) => boolean; by: string },
): { text: string; times: number } {
  if (!text.includes('@')) return { text, times: 0 };
  let times = 0;
  const replaced = text.replace(ADDRESS, (address) => {
    if (!isAsked(address.toLowerCase())) return address;
    times++;
    return by;
  });
  return { text: replaced, times };
}
