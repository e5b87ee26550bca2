/** What collect/cookieless.ts makes: `c` and twelve bytes in base64url. */
const COOKIELESS = /^c[\w-]{16}$/;

/**
 * Whether a visitor's id is one of those that stand for a day's visits without anything stored on the
 * device. They may be several people's, so they are nobody's: no customer, and joined to none.
 */
export function isCookieless(visitor: string): boolean {
  return visitor.length === 17 && COOKIELESS.test(visitor);
}
