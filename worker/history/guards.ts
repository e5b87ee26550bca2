import { bareId, isUser, type Bond } from './edges.ts';

export const DAY = 86_400_000;

/** What the guards found, to be shown with its evidence. */
export type Conflict =
  | { kind: 'suspect_user'; user: string; day: number; visitors: number }
  | { kind: 'reserved_id'; id: string; edges: number }
  | { kind: 'shared_visitor'; visitor: string; users: string[] };

export interface GuardSettings {
  /** A user with more visitors than this on one UTC day is suspect: not joined. */
  visitorsADay: number;
  /** Suspect users that a person has accepted. */
  accepted: ReadonlySet<string>;
  isReserved: (id: string) => boolean;
}

/** Guards look at the whole set, so that who came first makes no difference (design.md, Identity). */
export function guarded(
  bonds: readonly Bond[],
  settings: GuardSettings,
): { bonds: Bond[]; conflicts: Conflict[] } {
  const reserved = new Map<string, number>();
  const clean = bonds.filter(({ a, b }) => {
    const bad = [a, b].map(bareId).filter((id) => settings.isReserved(id));
    for (const id of bad) reserved.set(id, (reserved.get(id) ?? 0) + 1);
    return bad.length === 0;
  });
  const suspects = suspectsOf(clean, settings);
  return {
    bonds: clean.filter(({ a, b }) => !suspects.has(a) && !suspects.has(b)),
    conflicts: [
      ...[...reserved].map(([id, edges]): Conflict => ({ kind: 'reserved_id', id, edges })),
      ...suspects.values(),
    ],
  };
}

function suspectsOf(bonds: readonly Bond[], settings: GuardSettings): Map<string, Conflict> {
  const seen = new Map<string, Map<number, Set<string>>>();
  for (const { edge, a, b } of bonds) {
    if (isUser(a) === isUser(b)) continue;
    const [user, visitor] = isUser(a) ? [a, b] : [b, a];
    const days = seen.get(user) ?? new Map<number, Set<string>>();
    const day = Math.floor(edge.at / DAY);
    days.set(day, (days.get(day) ?? new Set<string>()).add(visitor));
    seen.set(user, days);
  }
  const suspects = new Map<string, Conflict>();
  for (const [node, days] of seen) {
    const user = bareId(node);
    if (settings.accepted.has(user)) continue;
    const [day, visitors] = [...days].reduce(
      (worst, [d, set]) => (set.size > worst[1] ? [d, set.size] : worst),
      [0, 0],
    );
    if (visitors > settings.visitorsADay) {
      suspects.set(node, { kind: 'suspect_user', user, day, visitors });
    }
  }
  return suspects;
}
