import type { Properties } from '../../schema/index.ts';
import { promisesScore } from './scores.ts';
import { StageMarks } from './stage-marks.ts';
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

/** Codes of marks; from `DEEDS` on they are numbers of deeds, below `VISIT` visits that begin with one. */
const [VISIT, ORDER, DEEDS] = [-1, 0, 1];

interface Beat {
  at: number;
  /** In the order of a timeline: a visit begins before its first event, an order follows its own. */
  rank: 0 | 1 | 2;
  /** Of rank 1. */
  deed: number;
}

/** What everybody did that stages go by, in whatever order it is told. */
export class StageLines {
  readonly #marks = new StageMarks();
  readonly #deeds: Deed[] = [];
  /** Numbers of deeds that their names tell. */
  readonly #named = new Map<string, number>();

  /** A visit that begins at once with a deed, of which the name tells all. */
  visit(person: number, at: number, name: string): void {
    this.#marks.add(person, at, VISIT - 1 - this.#numberOf({ name }));
  }

  deed(person: number, at: number, deed: Deed): void {
    this.#marks.add(person, at, DEEDS + this.#numberOf(deed));
  }

  order(person: number, at: number): void {
    this.#marks.add(person, at, ORDER);
  }

  has(person: number): boolean {
    return this.#marks.has(person);
  }

  /** In the order in which they were met. */
  people(): Iterable<number> {
    return this.#marks.people();
  }

  /**
   * Tells every change of stage before `until`, in order of time, lapses at the moment they happen.
   * Returns the stage the person is in at last; undefined where nothing was done.
   */
  replay(
    person: number,
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
    for (const { at, rank, deed } of this.#beatsOf(person)) {
      if (at >= until) break;
      lapseBy(at);
      if (rank === 0) facts.visit(at);
      else if (rank === 2) facts.order(at);
      else facts.see({ ...(this.#deeds[deed] ?? { name: '' }), at });
      if (rank !== 0) change(at);
    }
    lapseBy(until - 1);
    // The reason grows older with the silence.
    return stage && facts.stage(until - 1);
  }

  #beatsOf(person: number): Beat[] {
    const beats: Beat[] = [];
    this.#marks.eachBack(person, (at, code) => {
      if (code === ORDER) beats.push({ at, rank: 2, deed: -1 });
      else if (code > ORDER) beats.push({ at, rank: 1, deed: code - DEEDS });
      else beats.push({ at, rank: 1, deed: VISIT - 1 - code }, { at, rank: 0, deed: -1 });
    });
    // At equal times as they were told.
    return beats.toReversed().sort((a, b) => a.at - b.at || a.rank - b.rank);
  }

  #numberOf(deed: Deed): number {
    const { name, props } = deed;
    // Of all other events the name says what there is to say.
    if (props !== undefined && promisesScore(name)) return this.#deeds.push({ name, props }) - 1;
    let number = this.#named.get(name);
    if (number === undefined) {
      number = this.#deeds.push({ name }) - 1;
      this.#named.set(name, number);
    }
    return number;
  }
}
