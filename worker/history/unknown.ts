import touchpointsReadUsers from '../sql/touchpoints.read-users.sql';
import usersReadTraits from '../sql/users.read-traits.sql';
import { bareId, isUser } from './edges.ts';
import { identityAround } from './read-identity.ts';
import type { Reader } from './reader.ts';

/** Which of some ids, `user:ID` or `visitor:ID`, no event, trait or edge ever named. */
export async function unknownAmong(reader: Reader, nodes: readonly string[]): Promise<string[]> {
  const ids = JSON.stringify(nodes.map(bareId));
  const [{ identity }, traits, contacts, seen] = await Promise.all([
    identityAround(reader, nodes.map(bareId)),
    reader.rows<{ user: string }>(usersReadTraits, ids),
    reader.rows<{ user: string }>(touchpointsReadUsers, ids),
    reader.sessions.firstSeen(nodes.map(bareId)),
  ]);
  const users = new Set([...traits, ...contacts].map(({ user }) => user));
  const visitors = new Set(seen.map(({ visitor }) => visitor));
  return nodes.filter((node) => {
    if (identity.resolve(node) !== undefined) return false;
    return !(isUser(node) ? users : visitors).has(bareId(node));
  });
}
