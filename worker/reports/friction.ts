import { EVENT, type Json } from '../../schema/index.ts';
import { deepest, type Depth } from '../history/index.ts';
import { NOT_SET, onItsOwn, type Item, type OrderFact, type Session } from '../history/item.ts';
import { NameBits } from '../history/name-bits.ts';
import type { People } from '../history/people.ts';
import type { PersonSet } from '../history/person-lists.ts';
import { ConversionTest } from './conversion-test.ts';
import { durationOf } from './duration.ts';
import { pathOf } from './facets.ts';
import { filterDepth, matcherOf, type Matcher } from './filter.ts';
import { StepExposure, type Finding, type SignalKey, type Windows } from './friction-exposure.ts';
import { FrictionPeople } from './friction-people.ts';
import {
  SAME_SIGNAL,
  type Friction,
  type FrictionPick,
  type FrictionQuery,
  type FrictionRow,
  type Signal,
} from './friction-query.ts';
import { isName, labelOf, namesOf, stepDepth, stepTest, type StepTest } from './funnel-steps.ts';
import { textOf } from './kinds.ts';
import { moneyOf } from './money.ts';
import type { Range, Step } from './query.ts';
import { rateOf } from './rate.ts';
import { standing } from './risk-difference.ts';

/** Where signals of a kind are not told apart. */
const ANY = '(any)';

/** Of rows that stand so many may do so by chance (definitions.md 12). */
const FALSE_SHARE = 0.1;

/** Bits of what a session is searched for; those before are steps. */
const [CONVERTS, SIGNAL, VIEW] = [1 << 20, 1 << 21, 1 << 22];

export interface FrictionOptions {
  dataUntil: number;
  currency: string;
  /** Of the range. */
  orders: readonly OrderFact[];
  people: Pick<People, 'nameOf'>;
}

/** What people met with on their way and how much less of them converted, folded over history. */
export class FrictionFold {
  readonly #query: FrictionQuery;
  readonly #options: FrictionOptions;
  readonly #windows: Windows;
  readonly #filter: Matcher | undefined;
  readonly #wanted: NameBits;
  /** Of steps whose name alone does not tell. */
  readonly #tests: (StepTest | undefined)[];
  readonly #converts: StepTest | undefined;
  readonly #people = new FrictionPeople();
  readonly #keys: SignalKey[] = [];
  readonly #numbers = new Map<string, number>();
  #findings: { nth: number; finding: Finding }[] = [];

  constructor(query: FrictionQuery, options: FrictionOptions) {
    this.#query = query;
    this.#options = options;
    this.#windows = { ...windowsOf(query), dataUntil: options.dataUntil };
    this.#filter = query.filter && matcherOf(query.filter);
    this.#tests = query.steps.map(testOf);
    this.#converts = testOf(query.conversion);
    this.#wanted = wantedOf(query);
  }

  /** Everybody who entered a step, met with a signal or converted. */
  get people(): PersonSet {
    return this.#people.known;
  }

  step(item: Item): void {
    const session = item.kind === 'session' ? item : onItsOwn(item);
    const { person, start } = session;
    this.#people.meet(person, start);
    let views = 0;
    session.scan(this.#wanted, (at, bits, index) => {
      if ((bits & CONVERTS) !== 0 && (this.#converts?.(session, index) ?? true)) {
        this.#people.convert(person, at);
      }
      if ((bits & SIGNAL) !== 0) {
        this.#people.signal(person, at, this.#keyOf(session, index));
      }
      this.#enter(session, { at, bits, index, views });
      if ((bits & VIEW) !== 0) views++;
    });
  }

  /** The report, a piece at a time. `seenBefore` holds those of `people` who came before the range. */
  *results(seenBefore: Pick<PersonSet, 'has'>): Generator<undefined, Friction> {
    const steps: Friction['steps'] = [];
    let untested = 0;
    for (const [i, step] of this.#query.steps.entries()) {
      const exposure = new StepExposure(i, this.#windows);
      yield* exposure.look(this.#people, seenBefore);
      const { people, converted, inProgress } = exposure;
      steps.push({
        step: labelOf(step),
        people,
        converted: rateOf(converted, people),
        in_progress: inProgress,
      });
      for (const one of exposure.exposures((key) => this.#key(key))) {
        const finding = exposure.find(one);
        if (finding === undefined) untested++;
        else this.#findings.push({ nth: i + 1, finding });
      }
      yield;
    }
    const order = this.#meanOrder();
    const ps = this.#findings.map(({ finding }) => finding.found.p);
    const stands = standing(ps, FALSE_SHARE);
    const rows = this.#findings.map(({ nth, finding }, i): FrictionRow => {
      const step = steps[nth - 1];
      return rowOf(finding, { nth, step, order, stands: stands[i] ?? false });
    });
    return {
      steps,
      mean_order: order === undefined ? [] : [moneyOf(order.minor, order.currency)],
      tested: rows.length,
      untested,
      rows: rows.sort(compareRows).slice(0, this.#query.limit),
    };
  }

  /** The customers behind a row; after `results`. */
  peopleOf({ nth, signal, key, of }: FrictionPick): string[] {
    const row = this.#findings.find(
      ({ nth: other, finding }) =>
        other === nth && finding.signal === signal && finding.key === key,
    );
    const met = [...(row?.finding.exposed ?? [])];
    return met
      .filter(({ converted }) => of === 'exposed' || !converted)
      .map(({ person }) => this.#options.people.nameOf(person))
      .sort();
  }

  #enter(
    session: Session,
    found: { at: number; bits: number; index: number; views: number },
  ): void {
    const { at, bits, index, views } = found;
    const { range, steps } = this.#query;
    if (at < range.from || at >= range.to || (bits & ((1 << steps.length) - 1)) === 0) return;
    for (let step = 0; step < steps.length; step++) {
      if ((bits & (1 << step)) === 0 || !(this.#tests[step]?.(session, index) ?? true)) continue;
      if (this.#filter && !this.#filter(session)) return;
      const { person, start, device, channel } = session;
      const alike = `${device} ${depthOf(views)} ${channel}`;
      this.#people.enter(person, step, { at, session: start, alike });
    }
  }

  #keyOf(session: Session, index: number): number {
    const name = session.names[index] ?? '';
    const signal = SAME_SIGNAL[name] ?? (name as Signal);
    const key = detailOf(session, { index, signal, by: this.#query.by });
    const text = `${signal} ${key}`;
    let number = this.#numbers.get(text);
    if (number === undefined) {
      this.#numbers.set(text, (number = this.#keys.push({ signal, key }) - 1));
    }
    return number;
  }

  #key(number: number): SignalKey {
    return this.#keys[number] ?? { signal: 'error', key: NOT_SET };
  }

  /** Of the orders of the range in the site's currency; undefined where there are none. */
  #meanOrder(): { currency: string; minor: number } | undefined {
    const { currency, orders } = this.#options;
    const own = orders.filter((order) => order.currency === currency);
    if (own.length === 0) return undefined;
    const sum = own.reduce((total, { value }) => total + value, 0);
    return { currency, minor: Math.round(sum / own.length) };
  }
}

interface Told {
  nth: number;
  step: Friction['steps'][number] | undefined;
  order: { currency: string; minor: number } | undefined;
  stands: boolean;
}

function rowOf(
  { signal, key, exposed, found }: Finding,
  { nth, step, order, stands }: Told,
): FrictionRow {
  const met = exposed.size;
  const converted = [...exposed].filter((one) => one.converted).length;
  const { n = 0, of = 0 } = step?.converted ?? {};
  const { value, ci95, p, compared } = found;
  const missing = Math.max(0, -value * compared);
  const atLeast = Math.max(0, -ci95[1] * compared);
  const worth = (conversions: number): FrictionRow['missing']['value'] =>
    order === undefined ? [] : [moneyOf(Math.round(conversions * order.minor), order.currency)];
  return {
    step: step?.step ?? '',
    nth,
    signal,
    key,
    exposed: met,
    compared,
    converted: { exposed: rateOf(converted, met), others: rateOf(n - converted, of - met) },
    difference: { value, ci95 },
    p,
    stands,
    missing: {
      conversions: missing,
      conversions_at_least: atLeast,
      value: worth(missing),
      value_at_least: worth(atLeast),
    },
  };
}

/** What costs most at least comes first; of what may cost nothing, what probably costs most. */
export function compareRows(a: FrictionRow, b: FrictionRow): number {
  return (
    b.missing.conversions_at_least - a.missing.conversions_at_least ||
    a.difference.value * a.compared - b.difference.value * b.compared ||
    a.nth - b.nth ||
    (`${a.signal} ${a.key}` < `${b.signal} ${b.key}` ? -1 : 1)
  );
}

/**
 * Pages seen before in the session, each number up to 4 by itself. Who saw twice as many is not alike:
 * with wider steps a third of a simulated effect was lost.
 */
const DEPTHS: readonly number[] = [0, 1, 2, 3, 4, 6, 8, 11, 15, 22];

function depthOf(views: number): number {
  const depth = DEPTHS.findIndex((most) => views <= most);
  return depth < 0 ? DEPTHS.length : depth;
}

interface Asked {
  index: number;
  signal: Signal;
  by: FrictionQuery['by'];
}

/** What a signal was met on. */
function detailOf(session: Session, { index, signal, by }: Asked): string {
  if (by === 'signal') return ANY;
  if (by === 'target') {
    const target = targetOf(session.props(index) ?? {}, signal);
    if (target !== undefined) return target;
  }
  const page = session.page(index);
  return page === undefined ? NOT_SET : pathOf(page);
}

/** A selector, an error with its place, a form with the field that was left. */
function targetOf(props: { [name: string]: Json }, signal: Signal): string | undefined {
  const texts =
    signal === 'error'
      ? [props['message'] ?? props['description'], props['source']]
      : signal === 'form_abandon'
        ? [props['form_id'], props['field']]
        : [props['selector']];
  const target = texts.map((text) => textOf(text)).filter((text) => text !== undefined);
  return target.length === 0 ? undefined : target.join(' · ');
}

function testOf(step: Step): StepTest | undefined {
  return isName(step) ? undefined : stepTest(step);
}

/** Names with their bits; a step without a name looks at every event. */
function wantedOf({ steps, conversion, signals }: FrictionQuery): NameBits {
  const bits = new Map<string, number>();
  const add = (name: string, bit: number): unknown => bits.set(name, (bits.get(name) ?? 0) | bit);
  let anything = 0;
  const addStep = (step: Step, bit: number): void => {
    const names = namesOf(step);
    if (names === undefined) anything |= bit;
    for (const name of names ?? []) add(name, bit);
  };
  steps.forEach((step, i) => addStep(step, 1 << i));
  addStep(conversion, CONVERTS);
  for (const signal of signals) add(signal, SIGNAL);
  for (const [name, signal] of Object.entries(SAME_SIGNAL))
    if (signals.includes(signal)) add(name, SIGNAL);
  add(EVENT.pageView, VIEW);
  if (anything === 0) return new NameBits(bits);
  for (const name of bits.keys()) add(name, anything);
  return new NameBits(bits, () => anything);
}

function windowsOf({ window, exposure }: FrictionQuery): Omit<Windows, 'dataUntil'> {
  return { window: durationOf(window) ?? 0, exposure: durationOf(exposure) ?? 0 };
}

/** What must be read: also what came after the range, while people still had time. */
export function frictionNeeds(query: FrictionQuery): Range & { depth: Depth; orders: boolean } {
  const { range, steps, conversion, filter, by } = query;
  const { window, exposure } = windowsOf(query);
  const depth = deepest(
    by === 'target' ? 'whole' : by === 'page' ? 'pages' : 'names',
    ...[...steps, conversion].map(stepDepth),
    filterDepth(filter),
  );
  return {
    from: range.from,
    to: range.to + Math.max(window, exposure),
    depth,
    orders: new ConversionTest(conversion).hasOrders,
  };
}
