import type { Entry, Line, SessionInfo } from './line.ts';

export interface Day {
  key: string;
  at: number;
  blocks: Block[];
}

/** Steps that follow each other in one session, or one contact outside of any. */
export interface Block {
  session: SessionInfo | undefined;
  /** The session began in an earlier block: before midnight, or before a step on another device. */
  continued: boolean;
  entries: Entry[];
}

/** The steps by day of the site's zone and, within, by session: every step once, in order of time. */
export function daysOf({ entries, sessions }: Line, dayKey: (at: number) => string): Day[] {
  const days: Day[] = [];
  const seen = new Set<SessionInfo>();
  for (const entry of entries) {
    const key = dayKey(entry.at);
    let day = days.at(-1);
    if (!day || day.key !== key) days.push((day = { key, at: entry.at, blocks: [] }));
    const session = sessions.get(entry.step.session ?? '');
    const block = day.blocks.at(-1);
    if (session && block?.session === session) {
      block.entries.push(entry);
      continue;
    }
    day.blocks.push({ session, continued: session ? seen.has(session) : false, entries: [entry] });
    if (session) seen.add(session);
  }
  return days;
}
