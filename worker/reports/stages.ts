import type { Event } from '../stitch/event.ts';
import type { Stage } from './answers.ts';
import { promisesScore, scoresOf } from './scores.ts';
import { DEFAULT_STAGE_RULES, interestOf, isSharing, type StageRules } from './stage-rules.ts';
import { days } from './stage-words.ts';
import { deedOf } from './titles.ts';

const DAY = 86_400_000;

/** Three visits within an hour are no rhythm that an afternoon could break. */
const LEAST_GAP = DAY;

/** Why a rule holds, in words and by name. */
type Reason = Omit<Stage, 'name'>;

/** What the rules of definitions.md 13 look at, gathered event by event in order of time. */
export class StageFacts {
  sessions = 0;
  orders = 0;
  lastAt: number = -Infinity;
  #gaps: number[] = [];
  #lastStart: number | undefined;
  #returned = false;
  #product = '';
  #cart = '';
  #advocacy: Reason | undefined;
  readonly rules: StageRules;

  constructor(rules: StageRules = DEFAULT_STAGE_RULES) {
    this.rules = rules;
  }

  /** A session begins; it is followed by its events. */
  visit(at: number): void {
    if (this.#lastStart !== undefined) this.#gaps.push(at - this.#lastStart);
    this.#lastStart = at;
    this.sessions++;
    if (this.orders > 0) this.#returned = true;
  }

  see(event: Pick<Event, 'name' | 'at' | 'props'>): void {
    this.lastAt = Math.max(this.lastAt, event.at);
    const interest = interestOf(event.name, this.rules);
    if (interest === 'product') this.#product ||= event.name;
    if (interest === 'cart') this.#cart ||= event.name;
    this.#advocacy ??= advocacyOf(event, this.rules);
  }

  order(at: number): void {
    this.lastAt = Math.max(this.lastAt, at);
    this.orders++;
  }

  /** The customer's own median gap between sessions; undefined below three sessions. */
  get medianGap(): number | undefined {
    if (this.sessions < 3) return undefined;
    const sorted = [...this.#gaps].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    const upper = sorted[middle] ?? 0;
    const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
    return Math.max(LEAST_GAP, median);
  }

  /** Until when the customer counts as active if nothing more happens; Infinity: for ever. */
  get activeUntil(): number {
    return this.#advocacy === undefined ? this.lastAt + this.#patience : Infinity;
  }

  /** The last rule that holds, with its reason. */
  stage(now: number): Stage {
    if (this.#advocacy !== undefined) return { name: 'advocacy', ...this.#advocacy };
    if (now > this.activeUntil) return { name: 'lapsed', ...this.#silentFor(now - this.lastAt) };
    return this.orders > 0 ? this.#asBuyer() : this.#asVisitor();
  }

  /** A buyer's own rhythm, if it has one. */
  get #rhythm(): number | undefined {
    return this.orders > 0 ? this.medianGap : undefined;
  }

  get #patience(): number {
    const gap = this.#rhythm;
    return gap === undefined ? this.rules.silence : this.rules.rhythm * gap;
  }

  #silentFor(silence: number): Reason {
    const gap = this.#rhythm;
    const { silence: most, rhythm } = this.rules;
    const limit = gap === undefined ? days(most) : `${rhythm} times the usual ${days(gap)}`;
    const because = gap === undefined ? 'silence' : 'silence_beyond_rhythm';
    return { reason: `Silent for ${days(silence)}, over ${limit}`, because };
  }

  #asBuyer(): Stage {
    if (this.orders >= this.rules.orders) {
      return { name: 'retention', reason: `${this.orders} orders`, because: 'repeat_order' };
    }
    if (this.#returned) {
      const reason = 'Came back after the first order';
      return { name: 'retention', reason, because: 'return_visit' };
    }
    const reason = this.orders === 1 ? 'First order' : `${this.orders} orders`;
    return { name: 'purchase', reason, because: 'first_order' };
  }

  #asVisitor(): Stage {
    if (this.#cart !== '') {
      return { name: 'intent', reason: deedOf(this.#cart), because: this.#cart };
    }
    if (this.#product !== '') {
      return { name: 'consideration', reason: deedOf(this.#product), because: this.#product };
    }
    if (this.sessions >= this.rules.sessions) {
      const reason = `${this.sessions} sessions`;
      return { name: 'consideration', reason, because: 'second_session' };
    }
    return { name: 'awareness', reason: 'Seen, no product viewed', because: 'seen' };
  }
}

/**
 * By default NPS of 9 or 10, a review of 4 or more, a referral, a share; undefined of none. Only events whose
 * names promise a score are asked for one: reports read the properties of no other.
 */
function advocacyOf(
  { name, props = {} }: Pick<Event, 'name' | 'props'>,
  rules: StageRules,
): Reason | undefined {
  if (isSharing(name, rules)) return { reason: deedOf(name), because: name };
  if (!promisesScore(name)) return undefined;
  const { stars = NaN, nps = NaN } = scoresOf({ name, props });
  if (stars >= rules.review) return { reason: `Review of ${stars}`, because: 'review' };
  return nps >= rules.nps && nps <= 10 ? { reason: `NPS ${nps}`, because: 'nps' } : undefined;
}
