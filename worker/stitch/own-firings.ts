import type { Firing, Intake } from './intake.ts';

/** What fired of the events that an intake holds: of those that were taken out of it, nothing is left. */
export function ownFirings({ lines, firings = [] }: Pick<Intake, 'lines' | 'firings'>): Firing[] {
  if (firings.length === 0) return [];
  const held = new Set(
    lines.flatMap(({ visitor = '', user = '', events }) =>
      events.map(({ id }) => keyOf(visitor, visitor === '' ? user : '', id)),
    ),
  );
  return firings.filter(({ visitor, user, event }) => held.has(keyOf(visitor, user, event)));
}

function keyOf(...parts: string[]): string {
  return JSON.stringify(parts);
}
