/** A copy of an event as somebody sent it. Content is one letter here: what it says does not matter. */
export interface Copy {
  id: string;
  at: number;
  content: string;
  view: boolean;
}

export interface ReferenceSession {
  start: number;
  end: number;
  events: Copy[];
}

/**
 * What sessions are, from the words of the definition and nothing else: times no more than 30 minutes
 * apart belong together; in a session each id is one event, at the earliest time and with the smallest
 * content among its copies. Written without the code it judges.
 */
export function referenceSessions(copies: readonly Copy[]): ReferenceSession[] {
  const byTime = [...copies].sort((a, b) => a.at - b.at);
  const groups: Copy[][] = [];
  for (const copy of byTime) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group && last && copy.at - last.at <= 30 * 60 * 1000) group.push(copy);
    else groups.push([copy]);
  }
  return groups.map((group) => {
    const ids = [...new Set(group.map((copy) => copy.id))];
    const events = ids.map((id) => {
      const same = group.filter((copy) => copy.id === id);
      const content = same.map((copy) => copy.content).sort()[0] ?? '';
      const at = Math.min(...same.map((copy) => copy.at));
      return { id, at, content, view: same[0]?.view ?? false };
    });
    const seq = (id: string): number => Number(id.split('.')[1]);
    const load = (id: string): string => id.split('.')[0] ?? '';
    events.sort(
      (a, b) =>
        a.at - b.at ||
        Number(b.view) - Number(a.view) ||
        (load(a.id) === load(b.id) ? seq(a.id) - seq(b.id) : load(a.id) < load(b.id) ? -1 : 1),
    );
    return { start: group[0]?.at ?? 0, end: group.at(-1)?.at ?? 0, events };
  });
}
