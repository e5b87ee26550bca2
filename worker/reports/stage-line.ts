import type { Properties } from '../../schema/index.ts';
import type { StageRules } from './stage-rules.ts';
import { StageFacts } from './stages.ts';
import type { Stage } from './answers.ts';

/** What was done, where it may matter to a stage. */
export interface Deed {
  name: string;
  props?: Properties;
}

/** A stage that begins. The first one has no stage before it. */
export interface StageMove {
  at: number;
  from: Stage['name'] | undefined;
  to: Stage['name'];
}

type Mark =
  | { kind: 'visit'; at: number }
  | { kind: 'order'; at: number }
  | { kind: 'deed'; at: number; deed: Deed };

/** Deeds in the order of a timeline: a visit begins before its first event, an order follows its own. */
const RANK: Record<Mark['kind'], number> = { visit: 0, deed: 1, order: 2 };

/** What one customer did that stages go by, in whatever order it is told. */
export class StageLine {
  readonly #marks: Mark[] = [];

  visit(at: number): void {
    this.#marks.push({ at, kind: 'visit' });
  }

  deed(at: number, deed: Deed): void {
    this.#marks.push({ at, kind: 'deed', deed });
  }

  order(at: number): void {
    this.#marks.push({ at, kind: 'order' });
  }

  /**
   * Tells every change of stage before `until`, in order of time, lapses at the moment they happen.
   * Returns the stage the customer is in at last; undefined where nothing was done.
   */
  replay(
    { until, rules }: { until: number; rules: StageRules },
    onMove: (move: StageMove) => void,
  ): Stage | undefined {
    const facts = new StageFacts(rules);
    let stage: Stage | undefined;
    const change = (at: number): void => {
      const next = facts.stage(at);
      if (next.name !== stage?.name) onMove({ at, from: stage?.name, to: next.name });
      stage = next;
    };
    const lapseBy = (at: number): void => {
      const lapse = Math.floor(facts.activeUntil) + 1;
      if (stage !== undefined && stage.name !== 'lapsed' && lapse <= at) change(lapse);
    };
    this.#marks.sort((a, b) => a.at - b.at || RANK[a.kind] - RANK[b.kind]);
    for (const mark of this.#marks) {
      if (mark.at >= until) break;
      lapseBy(mark.at);
      if (mark.kind === 'visit') facts.visit(mark.at);
      else if (mark.kind === 'order') facts.order(mark.at);
      else facts.see({ ...mark.deed, at: mark.at });
      if (mark.kind !== 'visit') change(mark.at);
    }
    lapseBy(until - 1);
    // The reason grows older with the silence.
    return stage && facts.stage(until - 1);
  }
}
