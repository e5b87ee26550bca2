import type { Json } from '../../schema/index.ts';
import { replaceAddresses } from '../stitch/addresses.ts';
import type { Event } from '../stitch/event.ts';
import type { OrderCopy } from '../stitch/orders.ts';
import type { Named } from '../stitch/tombstones.ts';
import { namedIn, timeIn } from '../stitch/without-erased.ts';
import { isWhole, type Span, type Who } from './subject.ts';

/** What stands where a person's id or address was, in texts that others wrote. */
export const ERASED = '(erased)';

/**
 * Ids that can be looked for in what others wrote: addresses, and what is long and has a digit, as ids that
 * programs make. A page may give itself any user id: `gold-2026` must not take a plan from everybody's traits.
 */
const TELLING = /@|^(?=.{16})(?=.*\d)/s;

/** Tells what is somebody's. */
export class Person {
  readonly who: Who;
  readonly #visitors: ReadonlyMap<string, readonly Span[]>;
  readonly #users: ReadonlySet<string>;
  readonly #emails: ReadonlySet<string>;
  /** Visitors that are theirs alone. */
  readonly #whole: ReadonlySet<string>;
  /** Their ids, as far as these tell something. */
  readonly #ids: RegExp | undefined;

  constructor(who: Who) {
    this.who = who;
    this.#visitors = new Map(who.visitors.map(({ id, spans }) => [id, spans]));
    this.#users = new Set(who.users);
    this.#emails = new Set(who.emails);
    const whole = who.visitors.filter(({ spans }) => isWhole(spans));
    this.#whole = new Set(whole.map(({ id }) => id));
    const telling = [...this.#users, ...this.#whole].filter((id) => TELLING.test(id));
    if (telling.length > 0) this.#ids = wordsOf(telling);
  }

  /** Every id under which something may be filed, once. */
  get lines(): string[] {
    return [...new Set([...this.#visitors.keys(), ...this.who.naming])];
  }

  isWholly(visitor: string): boolean {
    return this.#whole.has(visitor);
  }

  isEvent(visitor: string, { at, user }: Pick<Event, 'at' | 'user'>): boolean {
    return (user !== undefined && this.#users.has(user)) || this.#owns(visitor, at);
  }

  isCopy({ visitor, user, at }: OrderCopy): boolean {
    return (
      (user !== undefined && this.#users.has(user)) ||
      (visitor !== undefined && this.#owns(visitor, at))
    );
  }

  isUser(user: string): boolean {
    return this.#users.has(user);
  }

  /** Whether it is one of their ids, or an address of theirs. */
  isNamed({ kind, id }: Named): boolean {
    if (kind === 'user') return this.#users.has(id);
    return kind === 'email' ? this.#emails.has(id.toLowerCase()) : this.#visitors.has(id);
  }

  /** Whether something that broke a rule is theirs, or speaks of them. Undated, it is taken for theirs. */
  isNamedIn({ visitor, body, envelope }: { visitor: string; body: Json; envelope: Json }): boolean {
    const at = timeIn(body);
    const owns = (id: string): boolean => {
      const spans = this.#visitors.get(id);
      return spans !== undefined && (at === undefined || this.#owns(id, at));
    };
    if (owns(visitor)) return true;
    const named = [...namedIn(body), ...namedIn(envelope)];
    return (
      named.some(({ kind, id }) =>
        kind === 'user' ? this.#users.has(id) : kind === 'email' ? this.#emails.has(id) : owns(id),
      ) || this.redacted(body).times > 0
    );
  }

  /** A value without the person's addresses and ids, and how many there were. */
  redacted(value: Json): { value: Json; times: number } {
    let times = 0;
    const textWithout = (text: string): string => {
      const isAsked = (address: string): boolean => this.#emails.has(address);
      const replaced = replaceAddresses(text, { isAsked, by: ERASED });
      times += replaced.times;
      if (this.#ids === undefined) return replaced.text;
      return replaced.text.replace(this.#ids, () => {
        times++;
        return ERASED;
      });
    };
    const without = (one: Json): Json => {
      if (typeof one === 'string') return textWithout(one);
      if (Array.isArray(one)) return one.map(without);
      if (one === null || typeof one !== 'object') return one;
      return Object.fromEntries(
        Object.entries(one).map(([key, member]) => [textWithout(key), without(member)]),
      );
    };
    return { value: without(value), times };
  }

  /** Texts of which one stands in every row that may be theirs, as it is and as JSON has it. */
  get needles(): string[] {
    const ids = [...this.lines, ...this.#users, ...this.#emails].map(inLowerCase);
    return [...new Set(ids.flatMap((id) => [id, JSON.stringify(id).slice(1, -1)]))];
  }

  /** Which stretch of a visitor's line it falls into that is theirs; undefined: none. */
  stretchOf(visitor: string, at: number): number | undefined {
    const spans = this.#visitors.get(visitor) ?? [];
    const found = spans.findIndex(([from, to]) => at >= from && at <= to);
    return found < 0 ? undefined : found;
  }

  #owns(visitor: string, at: number): boolean {
    return this.#visitors.get(visitor)?.some(([from, to]) => at >= from && at <= to) ?? false;
  }
}

/** As SQLite's `lower`: other letters than ASCII's stay. */
function inLowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Any of some texts where it stands by itself. */
function wordsOf(texts: readonly string[]): RegExp {
  // The longest first: one may begin another.
  const all = texts
    .toSorted((a, b) => b.length - a.length)
    .map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(`(?<![\\w-])(?:${all.join('|')})(?![\\w-])`, 'g');
}
