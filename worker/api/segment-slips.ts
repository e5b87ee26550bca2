import { isObject } from '../../schema/index.ts';
import { nearest } from './nearest.ts';

/** Members that a message may have (definitions.md 4), and those that libraries send beside them. */
const MEMBERS: readonly string[] = [
  'type', 'event', 'properties', 'traits', 'context', 'integrations', 'name', 'category', 'channel', 'version',
  'anonymousId', 'userId', 'groupId', 'previousId', 'messageId', 'timestamp', 'originalTimestamp', 'sentAt',
  'receivedAt', 'writeKey', 'projectId', 'options', 'metadata', '_metadata', 'library', 'enable', 'rudderId',
]; // prettier-ignore
const KNOWN: ReadonlySet<string> = new Set(MEMBERS);

/** Slips that one answer tells of. */
const MOST = 10;

/**
 * Members that nobody reads and that look like one that is read. Others are passed over, as Segment does:
 * its libraries send many.
 */
export function slipsIn(messages: readonly unknown[]): string[] {
  const strange = new Set<string>();
  for (const message of messages) {
    if (!isObject(message)) continue;
    for (const key in message) if (!KNOWN.has(key) && strange.size < MOST) strange.add(key);
  }
  return [...strange].flatMap((key) => {
    const meant = nearest(key, MEMBERS);
    return meant === undefined ? [] : [`"${key}" is not read; did you mean "${meant}"?`];
  });
}
