import type { Event } from '../stitch/event.ts';
import type { Stage } from './answers.ts';
import { kindOf } from './kinds.ts';

const DAY = 86_400_000;

/** Silence after which a journey has lapsed, and a customer without a rhythm of its own. */
export const SILENCE: number = 90 * DAY;

/** Three visits within an hour are no rhythm that an afternoon could break. */
const LEAST_GAP = DAY;

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
  #advocacy = '';

  /** A session begins; it is followed by its events. */
  visit(at: number): void {
    if (this.#lastStart !== undefined) this.#gaps.push(at - this.#lastStart);
    this.#lastStart = at;
    this.sessions++;
    if (this.orders > 0) this.#returned = true;
  }

  see(event: Pick<Event, 'name' | 'at' | 'props'>): void {
    this.lastAt = Math.max(this.lastAt, event.at);
    const kind = kindOf(event.name);
    if (kind === 'product' || kind === 'search' || event.name === 'compare') {
      this.#product ||= event.name;
    }
    if (kind === 'checkout' || (kind === 'cart' && event.name !== 'add_to_wishlist')) {
      this.#cart ||= event.name;
    }
    this.#advocacy ||= advocacyOf(event, kind);
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

  /** The last rule that holds, with its reason. */
  stage(now: number): Stage {
    if (this.#advocacy !== '') return { name: 'advocacy', reason: this.#advocacy };
    const silence = now - this.lastAt;
    const gap = this.orders > 0 ? this.medianGap : undefined;
    if (silence > (gap === undefined ? SILENCE : 1.5 * gap)) {
      const limit = gap === undefined ? '90 days' : `1.5 times the usual ${days(gap)}`;
      return { name: 'lapsed', reason: `silent for ${days(silence)}, over ${limit}` };
    }
    return this.orders > 0 ? this.#asBuyer() : this.#asVisitor();
  }

  #asBuyer(): Stage {
    if (this.orders > 1) return { name: 'retention', reason: `${this.orders} orders` };
    if (this.#returned) return { name: 'retention', reason: 'came back after the first order' };
    return { name: 'purchase', reason: 'first order' };
  }

  #asVisitor(): Stage {
    if (this.#cart !== '') return { name: 'intent', reason: this.#cart };
    if (this.#product !== '') return { name: 'consideration', reason: this.#product };
    if (this.sessions > 1) return { name: 'consideration', reason: `${this.sessions} sessions` };
    return { name: 'awareness', reason: 'seen, no product viewed' };
  }
}

/** Whether more than the name of such an event is looked at. */
export function stageNeedsProps(name: string): boolean {
  const kind = kindOf(name);
  return kind === 'review' || kind === 'survey' || /nps/i.test(name);
}

/** NPS of 9 or 10, a review of 4 or more, a referral, a share; '' of none. */
function advocacyOf({ name, props = {} }: Pick<Event, 'name' | 'props'>, kind: string): string {
  if (/share|referral|refer_friend/i.test(name)) return name;
  const rating = Number(props['rating'] ?? NaN);
  if (kind === 'review' && rating >= 4) return `review of ${rating}`;
  const isNps = [props['type'], props['survey'], name].some(
    (text) => typeof text === 'string' && /nps/i.test(text),
  );
  const score = Number(props['nps'] ?? (isNps ? (props['score'] ?? props['value'] ?? NaN) : NaN));
  return score >= 9 && score <= 10 ? `NPS ${score}` : '';
}

function days(ms: number): string {
  const count = Math.floor(ms / DAY);
  return count === 1 ? '1 day' : `${count} days`;
}
