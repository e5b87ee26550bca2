/** Events that matter to a funnel, in order: when, and which steps each satisfies (bit 0 = the first). */
export interface Moments {
  /** How many there are: what the lists hold beyond is of somebody else. */
  readonly length: number;
  readonly times: readonly number[];
  readonly steps: readonly number[];
}

export interface Rules {
  /** How many steps. */
  length: number;
  /** Milliseconds from the first step, the end included; never reset. */
  window: number;
  order: 'ordered' | 'strict' | 'any';
  /** The first step counts from here ... */
  from: number;
  /** ... up to here, exclusive. */
  to: number;
}

export interface Attempt {
  /** Position of its first event among the moments. */
  start: number;
  /** When each step it reached was reached. */
  reached: number[];
}

/**
 * The attempt that reaches deepest, the earliest of equals: every event of the first step is a
 * candidate start (definitions.md 5).
 */
export function bestAttempt(moments: Moments, rules: Rules): Attempt | undefined {
  if (rules.order === 'ordered' && !hasTies(moments)) return deepestChain(moments, rules);
  let best: Attempt | undefined;
  for (const attempt of attemptsOf(moments, rules)) {
    if (best === undefined || attempt.reached.length > best.reached.length) best = attempt;
    if (best.reached.length === rules.length) break;
  }
  return best;
}

function hasTies({ length, times }: Moments): boolean {
  for (let i = 1; i < length; i++) if (times[i] === times[i - 1]) return true;
  return false;
}

/**
 * The same for steps in order where no two times are equal, in one pass: a later start never finds
 * its next step before an earlier one did, so the search for each step only goes on.
 */
function deepestChain({ length, times, steps }: Moments, rules: Rules): Attempt | undefined {
  /** By step, where it was found last. */
  const found: number[] = [];
  let best: Attempt | undefined;
  for (let start = 0; start < length; start++) {
    const at = times[start] ?? 0;
    if (((steps[start] ?? 0) & 1) === 0 || at < rules.from || at >= rules.to) continue;
    let depth = 1;
    for (let position = start; depth < rules.length; depth++) {
      position = Math.max(found[depth] ?? 0, position + 1);
      while (position < length && ((steps[position] ?? 0) & (1 << depth)) === 0) position++;
      found[depth] = position;
      if (position >= length || (times[position] ?? 0) - at > rules.window) break;
    }
    if (best !== undefined && depth <= best.reached.length) continue;
    found[0] = start;
    best = { start, reached: found.slice(0, depth).map((position) => times[position] ?? 0) };
    if (depth === rules.length) break;
  }
  return best;
}

/** What comes of every candidate start, in order of time. */
export function* attemptsOf(moments: Moments, rules: Rules): Generator<Attempt> {
  const { length, times, steps } = moments;
  for (let start = 0; start < length; start++) {
    const [at, mask] = [times[start] ?? 0, steps[start] ?? 0];
    const opens = rules.order === 'any' ? mask !== 0 : (mask & 1) !== 0;
    if (!opens || at < rules.from || at >= rules.to) continue;
    const reached = RUNS[rules.order](moments, start, rules);
    if (reached.length > 0) yield { start, reached };
  }
}

type Run = (moments: Moments, start: number, rules: Rules) => number[];

const RUNS: Record<Rules['order'], Run> = { ordered, strict, any };

/** The earliest next event for each step. Equal times satisfy the order, whatever their ids say. */
function ordered({ length, times, steps }: Moments, start: number, rules: Rules): number[] {
  const at = times[start] ?? 0;
  const reached = [at];
  let first = start;
  while (first > 0 && times[first - 1] === at) first--;
  for (let i = first; i < length && reached.length < rules.length;) {
    const time = times[i] ?? 0;
    if (time - at > rules.window) break;
    let end = i + 1;
    while (end < length && times[end] === time) end++;
    if (end === i + 1) {
      if (i !== start && (steps[i] ?? 0) & (1 << reached.length)) reached.push(time);
    } else {
      const group = steps.slice(i, end);
      if (i === first) group[start - first] = 0;
      for (let more = longestMatch(group, reached.length, rules.length); more > 0; more--) {
        reached.push(time);
      }
    }
    i = end;
  }
  return reached;
}

/**
 * How many steps from `from` on events of one instant satisfy, each event one step: the longest
 * run of steps that can be matched with distinct events.
 */
function longestMatch(group: readonly number[], from: number, length: number): number {
  const takenBy: (number | undefined)[] = Array.from({ length: group.length });
  const assign = (step: number, tried: Set<number>): boolean => {
    for (let event = 0; event < group.length; event++) {
      if (tried.has(event) || !((group[event] ?? 0) & (1 << step))) continue;
      tried.add(event);
      const holder = takenBy[event];
      if (holder === undefined || assign(holder, tried)) {
        takenBy[event] = step;
        return true;
      }
    }
    return false;
  };
  let step = from;
  while (step < length && assign(step, new Set())) step++;
  return step - from;
}

/** No other event between two steps: here the order of equal times is that of the timeline. */
function strict({ length, times, steps }: Moments, start: number, rules: Rules): number[] {
  const at = times[start] ?? 0;
  const reached = [at];
  for (let i = start + 1; i < length && reached.length < rules.length; i++) {
    const time = times[i] ?? 0;
    if (time - at > rules.window || !((steps[i] ?? 0) & (1 << reached.length))) break;
    reached.push(time);
  }
  return reached;
}

/**
 * The longest beginning of the list of steps that was all done within the window, in any order. A step
 * is reached when it and those before it are done.
 */
function any({ length, times, steps }: Moments, start: number, rules: Rules): number[] {
  const at = times[start] ?? 0;
  const masks: number[] = [];
  const reached: number[] = [];
  const copies = new Map<number, number>();
  for (let i = start; i < length && reached.length < rules.length; i++) {
    const time = times[i] ?? 0;
    if (time - at > rules.window) break;
    const mask = steps[i] ?? 0;
    const seen = (copies.get(mask) ?? 0) + 1;
    // More events of one kind than there are steps change nothing.
    if (seen > rules.length) continue;
    copies.set(mask, seen);
    masks.push(mask);
    const deepest = longestMatch(masks, 0, rules.length);
    while (reached.length < deepest) reached.push(time);
  }
  return reached;
}
