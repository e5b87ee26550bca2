import { deepest, type Depth } from '../history/index.ts';
import { onItsOwn, type Item } from '../history/item.ts';
import { durationOf } from './duration.ts';
import { DEFAULT_WINDOW, FunnelFold, type Reached } from './funnel.ts';
import { stepDepth, stepTest, type StepTest } from './funnel-steps.ts';
import type { Deed, Range, Sequence } from './query.ts';

/** What people did, folded over history: how often, by customer. */
export interface DeedFold {
  step: (item: Item) => void;
  /** After the last step. */
  timesOf: (customer: string) => number;
}

/** Counts an event of everybody. */
export class EventCount implements DeedFold {
  readonly #event: string;
  readonly #test: StepTest;
  readonly #range: Range;
  readonly #times = new Map<string, number>();

  constructor({ event, filter, within }: Deed, range: Range) {
    this.#event = event;
    this.#test = stepTest({ event, ...(filter && { filter }) });
    this.#range = spanOf(within, range);
  }

  step(item: Item): void {
    const session = item.kind === 'session' ? item : onItsOwn(item);
    const { names, times } = session;
    for (let i = names.indexOf(this.#event); i >= 0; i = names.indexOf(this.#event, i + 1)) {
      const at = times[i] ?? 0;
      if (at < this.#range.from || at >= this.#range.to || !this.#test(session, i)) continue;
      // Asked for only here: to name somebody takes longer than to look for an event.
      const { customer } = session;
      this.#times.set(customer, this.timesOf(customer) + 1);
    }
  }

  timesOf(customer: string): number {
    return this.#times.get(customer) ?? 0;
  }
}

/** Who went all the way: 1, everybody else 0. */
export class SequenceCount implements DeedFold {
  readonly #fold: FunnelFold;
  readonly #people = new Set<string>();
  /** Customers by number. */
  readonly #names = new Map<number, string>();
  #isOver = false;

  constructor({ steps, window = DEFAULT_WINDOW, within }: Sequence, range: Range, now: number) {
    const query = { range: spanOf(within, range), steps, window };
    const onPerson = ({ person, level }: Reached): void => {
      if (level === steps.length) this.#people.add(this.#names.get(person) ?? '');
    };
    this.#fold = new FunnelFold(query, { dataUntil: now, onPerson });
  }

  step(item: Item): void {
    if (!this.#names.has(item.person)) this.#names.set(item.person, item.customer);
    this.#fold.step(item);
  }

  timesOf(customer: string): number {
    if (!this.#isOver) this.#fold.result();
    this.#isOver = true;
    return this.#people.has(customer) ? 1 : 0;
  }
}

/** What of history decides: the range before its end that is meant, and how far steps reach beyond. */
export function deedSpan(condition: Deed | Sequence, range: Range): Range {
  const { from, to } = spanOf(condition.within, range);
  const reach = 'steps' in condition ? (condition.window ?? DEFAULT_WINDOW) : 'PT0S';
  return { from, to: to + (durationOf(reach) ?? 0) };
}

/** How much of sessions it looks at. */
export function deedDepth(condition: Deed | Sequence): Depth {
  return 'steps' in condition ? deepest(...condition.steps.map(stepDepth)) : stepDepth(condition);
}

function spanOf(within: string | undefined, { to }: Range): Range {
  const ms = within === undefined ? undefined : durationOf(within);
  return { from: ms === undefined ? 0 : Math.max(0, to - ms), to };
}
