export interface Done {
  at: number;
  name: string;
}

/**
 * How far one person gets, by trying every choice of distinct events: written apart from
 * worker/reports, for short lists only. Steps are sets of names.
 */
export function naiveLevel(
  events: readonly Done[],
  steps: readonly (readonly string[])[],
  rule: { window: number; order: 'ordered' | 'any' },
): number {
  const deepest = (step: number, used: readonly number[]): number => {
    if (step === steps.length) return step;
    let best = step;
    events.forEach((event, i) => {
      if (used.includes(i) || !steps[step]?.includes(event.name)) return;
      const times = [...used, i].map((index) => events[index]?.at ?? 0);
      const last = times.at(-2) ?? -Infinity;
      if (rule.order === 'ordered' && event.at < last) return;
      if (Math.max(...times) - Math.min(...times) > rule.window) return;
      best = Math.max(best, deepest(step + 1, [...used, i]));
    });
    return best;
  };
  return deepest(0, []);
}
