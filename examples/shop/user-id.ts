/**
 * The id under which the shop knows a customer: a hash of the e-mail address, so that the id itself
 * tells nothing. A real shop has an account number; this one has no server to give one out.
 */
export function userIdOf(email: string): string {
  const text = email.trim().toLowerCase();
  return `u-${fnv(text, 0x811c9dc5)}${fnv(text, 0x9dc5811c)}`;
}

/** FNV-1a of 32 bits, from a start of one's own, as eight hexadecimal digits. */
function fnv(text: string, start: number): string {
  let hash = start;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
