/**
 * Ids that are no ids: what code sends when it has none. The list is PostHog's (its illegal distinct
 * ids), with the placeholders that templates and tests leave behind. Any case, padded or quoted.
 */
const RESERVED: ReadonlySet<string> = new Set([
  'anonymous',
  'guest',
  'user',
  'unknown',
  'distinctid',
  'distinct_id',
  'userid',
  'user_id',
  'id',
  'not_authenticated',
  'email',
  'undefined',
  'null',
  'nil',
  'none',
  'nan',
  'true',
  'false',
  '[object object]',
  'test',
  '-1',
  '0',
  '00000000-0000-0000-0000-000000000000',
]);

/** A template that nobody filled in: `{{user_id}}`, `{user}`, `${id}`, `%USERID%`, `<id>`. */
const PLACEHOLDER = /^(\{\{.*\}\}|\$?\{.*\}|%[^%]*%|<[^>]*>|\[[^\]]*\])$/;

/** Blanks and quotes around an id, any number of them, as careless JSON in JSON makes them. */
const WRAPPING = /^[\s"'`\\\u200b\ufeff]+|[\s"'`\\\u200b\ufeff]+$/g;

/** Most ids, told at a glance: a digit from 2 to 9 is in none of the above, nor a brace or a blank here. */
const PLAIN = /^[\w-]*[2-9][\w-]*$/;

/**
 * True of an id that names nobody in particular: it never joins anybody, or everybody who came without
 * an id would become one customer. Such ids are stored and shown under conflicts.
 */
export function isReservedId(id: string): boolean {
  if (PLAIN.test(id)) return false;
  const bare = id.replace(WRAPPING, '').toLowerCase();
  return bare === '' || RESERVED.has(bare) || PLACEHOLDER.test(bare);
}
