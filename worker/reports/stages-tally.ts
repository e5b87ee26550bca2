import { PersonSet } from '../history/person-lists.ts';
import type { Stage } from './answers.ts';
import { quantilesOf } from './quantiles.ts';
import { rateOf } from './rate.ts';
import type { StageMove } from './stage-line.ts';
import type { StageRules } from './stage-rules.ts';
import { reasonsOfMany } from './stage-words.ts';
import {
  STAGES,
  type StageFigures,
  type StageFlow,
  type StageMoved,
  type StageName,
  type Stages,
  type StagesPick,
} from './stages-query.ts';

/** What a person's stages were in the range. */
export interface StageHistory {
  person: number;
  /** The last move before the range. */
  before: StageMove | undefined;
  /** Those within it, in order of time. */
  moves: readonly StageMove[];
  /** At the end. */
  stage: Stage;
}

interface Counted {
  before: number;
  entered: number;
  advanced: number;
  lapsed: number;
  /** Milliseconds. */
  times: number[];
  people: PersonSet;
  /** By name. */
  reasons: Map<string, { reason: string; who: PersonSet }>;
}

export class StageTally {
  readonly #stages = new Map<StageName, Counted>(STAGES.map((stage) => [stage, newCounted()]));
  readonly #flow = new Map<string, StageFlow & { who: PersonSet }>();
  readonly #words: Record<string, string>;
  #people = 0;

  constructor(rules: StageRules) {
    this.#words = reasonsOfMany(rules);
  }

  add({ person, before, moves, stage }: StageHistory): void {
    this.#people++;
    let last = before;
    if (before) this.#of(before.to).before++;
    for (const move of moves) {
      this.#count(person, move);
      this.#of(move.to).entered++;
      if (last) {
        const left = this.#of(last.to);
        left.times.push(move.at - last.at);
        if (move.to === 'lapsed') left.lapsed++;
        else left.advanced++;
      }
      last = move;
    }
    const now = this.#of(stage.name);
    now.people.add(person);
    const { because } = stage;
    const told = now.reasons.get(because) ?? {
      reason: this.#words[because] ?? stage.reason,
      who: new PersonSet(),
    };
    told.who.add(person);
    now.reasons.set(because, told);
  }

  result(): Stages {
    const flow = [...this.#flow.values()].sort(byWay).map(({ who, ...one }): StageFlow => {
      return { ...one, people: who.size };
    });
    return {
      people: this.#people,
      stages: [...this.#stages].map(([stage, one]) => figuresOf(stage, one)),
      flow,
    };
  }

  peopleOf(pick: StagesPick): Iterable<number> {
    if ('move' in pick) return this.#moved(pick);
    if ('from' in pick) return this.#flow.get(`${pick.from ?? ''} ${pick.to}`)?.who ?? [];
    const { people, reasons } = this.#of(pick.stage);
    return pick.because === undefined ? people : (reasons.get(pick.because)?.who ?? []);
  }

  /** Over all ways into a stage, or out of it. */
  #moved({ stage, move }: StageMoved): Set<number> {
    const ways = [...this.#flow.values()].filter(({ from, to }) => {
      if (move === 'entered') return to === stage;
      return from === stage && (to === 'lapsed') === (move === 'lapsed');
    });
    return new Set(ways.flatMap(({ who }) => [...who]));
  }

  #count(person: number, { from, to }: StageMove): void {
    const key = `${from ?? ''} ${to}`;
    const way = this.#flow.get(key) ?? {
      from: from ?? null,
      to,
      moves: 0,
      people: 0,
      who: new PersonSet(),
    };
    this.#flow.set(key, way);
    way.moves++;
    way.who.add(person);
  }

  #of(stage: StageName): Counted {
    const counted = this.#stages.get(stage) ?? newCounted();
    this.#stages.set(stage, counted);
    return counted;
  }
}

function newCounted(): Counted {
  return {
    before: 0,
    entered: 0,
    advanced: 0,
    lapsed: 0,
    times: [],
    people: new PersonSet(),
    reasons: new Map(),
  };
}

function figuresOf(stage: StageName, one: Counted): StageFigures {
  const { before, entered, advanced, lapsed, times, people } = one;
  const reasons = [...one.reasons].map(([because, { reason, who }]) => {
    return { because, reason, people: who.size };
  });
  return {
    stage,
    people: people.size,
    before,
    entered,
    conversion: rateOf(advanced, before + entered),
    drop_off: rateOf(lapsed, before + entered),
    time: quantilesOf(times),
    reasons: reasons.sort((a, b) => b.people - a.people || (a.because < b.because ? -1 : 1)),
  };
}

/** By the stage left, then the stage entered; those seen for the first time first. */
function byWay(a: StageFlow, b: StageFlow): number {
  const place = (stage: StageName | null): number => (stage === null ? -1 : STAGES.indexOf(stage));
  return place(a.from) - place(b.from) || place(a.to) - place(b.to);
}
