/** Whom a request is about: one id or address as the business knows it. */
export type Subject = { visitor: string } | { user: string } | { email: string };

/** Everything that is stitched to the person, or what stands under the named id alone. */
export type Scope = 'person' | 'id';

/** From and to, milliseconds since 1970 UTC, both included. */
export type Span = readonly [from: number, to: number];

/** Times before and after which nothing can be (ECMA-262, 21.4.1.1). */
export const EVER: Span = [-8.64e15, 8.64e15];

/** All that is known of who somebody is. */
export interface Who {
  /** With the times at which the device was theirs. */
  visitors: { id: string; spans: Span[] }[];
  users: string[];
  /** Lower case. */
  emails: string[];
  /** Visitors of whom single events may name these users, without being theirs. */
  naming: string[];
}

/** `visitor:v-81`, as it is hashed and compared. */
export function nameOf(subject: Subject): { kind: 'visitor' | 'user' | 'email'; id: string } {
  if ('visitor' in subject) return { kind: 'visitor', id: subject.visitor };
  if ('user' in subject) return { kind: 'user', id: subject.user };
  return { kind: 'email', id: subject.email.trim().toLowerCase() };
}

export function isWhole(spans: readonly Span[]): boolean {
  return spans.some(([from, to]) => from <= EVER[0] && to >= EVER[1]);
}
