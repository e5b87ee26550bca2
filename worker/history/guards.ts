import { bareId, isUser, type Bond } from './edges.ts';

export const DAY = 86_400_000;

/** What the guards found, to be shown with its evidence. */
export type Conflict =
  | { kind: 'suspect_user'; user: string; day: number; visitors: number }
  | { kind: 'reserved_id'; id: string; edges: number }
  | { kind: 'shared_visitor'; visitor: string; users: string[] }
  /** A page said that two known users are one: that is for the business to say. */
  | { kind: 'asserted_alias'; users: string[] }
  /** A page identified a visitor with a signature that the site's server did not make. */
  | { kind: 'wrong_signature'; visitor: string; user: string }
  /** Somebody was named in a visit without consent, whose visitor may be a whole network's. */
  | { kind: 'cookieless_visitor'; visitor: string; edges: number };

export interface GuardSettings {
  /** A user with more visitors than this on one UTC day is suspect: not joined. */
  visitorsADay: number;
  /** Suspect users that a person has accepted. */
  accepted: ReadonlySet<string>;
  isReserved: (id: string) => boolean;
  /** Visitors that are a network's for a day: nobody's in particular. */
  isCookieless: (id: string) => boolean;
}

/** Those that are known before anything is read. */
export type StaticGuards = Omit<GuardSettings, 'isCookieless'>;

/** Guards look at the whole set, so that who came first makes no difference (design.md, Identity). */
export function guarded(
  bonds: readonly Bond[],
  settings: GuardSettings,
): { bonds: Bond[]; conflicts: Conflict[] } {
  const [reserved, cookieless] = [new Map<string, number>(), new Map<string, number>()];
  const clean = bonds.filter(({ a, b }) => {
    const ids = [a, b].map(bareId);
    const bad = countBad(ids, settings.isReserved, reserved);
    return bad + countBad(ids, settings.isCookieless, cookieless) === 0;
  });
  const suspects = suspectsOf(clean, settings);
  const asserted = assertedAliases(clean);
  return {
    bonds: clean.filter(
      (bond) => !suspects.has(bond.a) && !suspects.has(bond.b) && !asserted.has(bond),
    ),
    conflicts: [
      ...[...reserved].map(([id, edges]): Conflict => ({ kind: 'reserved_id', id, edges })),
      ...[...cookieless].map(([visitor, edges]): Conflict => {
        return { kind: 'cookieless_visitor', visitor, edges };
      }),
      ...suspects.values(),
      ...[...asserted].map(({ a, b }): Conflict => {
        return { kind: 'asserted_alias', users: [bareId(a), bareId(b)].sort() };
      }),
      ...wrongSignatures(clean),
    ],
  };
}

function countBad(
  ids: readonly string[],
  isBad: (id: string) => boolean,
  counts: Map<string, number>,
): number {
  const bad = ids.filter(isBad);
  for (const id of bad) counts.set(id, (counts.get(id) ?? 0) + 1);
  return bad.length;
}

/** Aliases that only a page vouches for, between users who are known without them. */
function assertedAliases(bonds: readonly Bond[]): Set<Bond> {
  const isAsserted = ({ edge }: Bond): boolean => edge.kind === 'alias' && edge.source === 'page';
  const known = new Set(
    bonds.filter((bond) => !isAsserted(bond)).flatMap(({ a, b }) => [a, b].filter(isUser)),
  );
  return new Set(
    bonds.filter((bond) => isAsserted(bond) && known.has(bond.a) && known.has(bond.b)),
  );
}

/** The reason that collect/signature.ts gives them. */
export const WRONG_SIGNATURE = 'wrong_signature';

function wrongSignatures(bonds: readonly Bond[]): Conflict[] {
  return bonds.flatMap(({ edge }): Conflict[] =>
    edge.kind === 'identify' && edge.reason === WRONG_SIGNATURE && !edge.verified
      ? [{ kind: 'wrong_signature', visitor: edge.a, user: edge.b }]
      : [],
  );
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
