/**
 * Ids of visitors on whose device nothing is stored: several people may go by one of them for a day, so
 * they are nobody's, no customer and joined to none. The dot keeps them apart from ids that programs make.
 */
const COOKIELESS = /^c\.[\w-]{16}$/;

/** As they were made before, which a site's own ids may look like too: `customer-00000017`. */
const FORMER = /^c[\w-]{16}$/;

/** An id by what stands for the visitor on this day: twelve bytes of it. */
export function cookielessId(mac: Uint8Array): string {
  return `c.${mac.slice(0, 12).toBase64({ alphabet: 'base64url' })}`;
}

export function isCookieless(visitor: string): boolean {
  return visitor.startsWith('c.') && COOKIELESS.test(visitor);
}

/** Whether it may have been made as one: then its sessions tell. */
export function mayBeCookieless(visitor: string): boolean {
  return visitor.startsWith('c') && FORMER.test(visitor);
}
