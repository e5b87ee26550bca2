import type { Properties } from '../../schema/index.ts';

/** Names of Segment's reserved traits that tell who somebody is, in both of their spellings. */
const PERSONAL: ReadonlySet<string> = new Set([
  'address',
  'age',
  'avatar',
  'birthday',
  'email',
  'first_name',
  'firstName',
  'gender',
  'last_name',
  'lastName',
  'phone',
  'traits',
  'user_id',
  'userId',
  'username',
]);

/** Properties of an event as a key may see them that may not see customers. */
export function withoutPersonal(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !isPersonal(name)));
}

/** Whether a trait of this name tells who somebody is. */
export function isPersonal(name: string): boolean {
  return PERSONAL.has(name);
}
