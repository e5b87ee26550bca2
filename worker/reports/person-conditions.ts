import { Temporal } from 'temporal-polyfill';
import type { Json } from '../../schema/index.ts';
import { deepest, history, livesOf, type Item } from '../history/index.ts';
import type { Cell } from './cell.ts';
import type { ReportContext } from './context.ts';
import { deedDepth, deedSpan, EventCount, SequenceCount, type DeedFold } from './deeds.ts';
import { compare, isPersonField } from './filter.ts';
import { namesOf } from './funnel-steps.ts';
import {
  accountsOf,
  factOf,
  purchasesOf,
  SeenFold,
  stageFact,
  stageFoldOf,
  traitOf,
  type Fact,
  type Scene,
} from './person-facts.ts';
import type { Deed, Filter, PersonCondition, PersonTest, Range, Sequence } from './query.ts';
import { rulesOf } from './site-rules.ts';

export type FieldCondition = Extract<Filter, { field: string }>;
export type DeedCondition = Exclude<PersonCondition, { cell: Cell }>;
type Condition = PersonCondition | FieldCondition;

/**
 * The query with each condition on people made a test of a customer, by what was known at the end of
 * its range. It costs one look at history, and nothing where there is no such condition.
 */
export async function withPeople<Query extends { range: Range }>(
  scene: Omit<Scene, 'range'> & { context: ReportContext },
  query: Query,
): Promise<Query> {
  const conditions = conditionsIn(query);
  if (conditions.length === 0) return query;
  const { now } = scene.context;
  const range = { from: query.range.from, to: Math.min(query.range.to, now + 1) };
  const { shyness } = scene.reader;
  const shown = { ...shyness };
  const tests = await testsOf(conditions, { ...scene, range, now });
  // What is looked through to know people is no part of what the report is about.
  Object.assign(shyness, shown);
  return replaced(query, tests);
}

/** Every condition on people, wherever in the query a filter stands. Those within others go with them. */
export function conditionsIn(part: unknown): Condition[] {
  if (isCondition(part)) return [part];
  if (typeof part !== 'object' || part === null) return [];
  return Object.values(part).flatMap(conditionsIn);
}

function isCondition(part: unknown): part is Condition {
  if (typeof part !== 'object' || part === null) return false;
  if ('field' in part) return typeof part.field === 'string' && isPersonField(part.field);
  return ['did', 'did_not', 'count', 'sequence', 'cell'].some((name) => {
    const member: unknown = Object.hasOwn(part, name) ? part[name as keyof typeof part] : undefined;
    return typeof member === 'object' && member !== null;
  });
}

/** What was found stands where the condition stood; everything else stays as it is. */
export function replaced<Part>(part: Part, tests: ReadonlyMap<Condition, PersonTest>): Part {
  const test = tests.get(part as Condition);
  // A filter takes a test wherever it takes a condition.
  if (test !== undefined) return test as Part;
  if (Array.isArray(part)) return part.map((one: unknown) => replaced(one, tests)) as Part;
  if (typeof part !== 'object' || part === null) return part;
  const members = Object.entries(part).map(([name, value]) => [name, replaced(value, tests)]);
  return Object.fromEntries(members) as Part;
}

async function testsOf(
  conditions: readonly Condition[],
  scene: Scene & { context: ReportContext; now: number },
): Promise<Map<Condition, PersonTest>> {
  const facts = await factsOf(conditions, scene);
  const folds = new Map<Condition, DeedFold>();
  const behind = new Map<Condition, PersonTest>();
  for (const condition of conditions) {
    if ('cell' in condition) behind.set(condition, await cellTest(condition.cell, scene.context));
    else if (!('field' in condition)) folds.set(condition, foldOf(condition, scene));
  }
  const { seen, stage } = facts;
  const all: { step: (item: Item) => void }[] = [...folds.values()];
  if (seen) all.push(seen);
  if (stage) all.push(stage);
  if (all.length > 0) {
    for await (const items of history(scene.reader, scene.identity, spanOf(conditions, scene))) {
      for (const item of items) for (const fold of all) fold.step(item);
    }
  }
  if (stage) {
    const lives = await livesOf(scene.reader, scene.identity, stage.raters);
    for (const { items } of lives.values()) for (const item of items) stage.rate(item);
  }
  const shown = factsByField(facts);
  return new Map(
    conditions.map((condition): [Condition, PersonTest] => {
      if ('field' in condition) return [condition, factTest(condition, shown, scene)];
      const known = behind.get(condition);
      return [condition, known ?? deedTest(condition, folds.get(condition))];
    }),
  );
}

/** The people behind a number of a report. */
async function cellTest(cell: Cell, context: ReportContext): Promise<PersonTest> {
  if (context.peopleBehind === undefined) throw new Error('Nobody here opens cells');
  const people = new Set(await context.peopleBehind(context, cell));
  return { person: (customer) => people.has(customer) };
}

export function foldOf(
  condition: DeedCondition,
  { range, now }: { range: Range; now: number },
): DeedFold {
  if ('sequence' in condition) return new SequenceCount(condition.sequence, range, now);
  return new EventCount(deedOf(condition) as Deed, range);
}

function deedOf(condition: DeedCondition): Deed | Sequence {
  if ('did' in condition) return condition.did;
  if ('did_not' in condition) return condition.did_not;
  return 'count' in condition ? condition.count : condition.sequence;
}

export function deedTest(condition: Condition, fold: DeedFold | undefined): PersonTest {
  const timesOf = (customer: string): number => fold?.timesOf(customer) ?? 0;
  if ('count' in condition) {
    const { op, value } = condition.count;
    return { person: (customer) => compare(op, [timesOf(customer)], value) };
  }
  const isWanted = !('did_not' in condition);
  return { person: (customer) => timesOf(customer) > 0 === isWanted };
}

/** The part of history that all conditions together look at, and how closely. */
function spanOf(
  conditions: readonly Condition[],
  { range, now }: Scene & { now: number },
): Parameters<typeof history>[2] {
  const isWhole = conditions.some((one) => 'field' in one);
  const deeds = conditions.flatMap((one) => ('field' in one || 'cell' in one ? [] : [deedOf(one)]));
  const spans = deeds.map((deed) => deedSpan(deed, range));
  const names = deeds.map((deed) =>
    'steps' in deed ? namesOf({ any: deed.steps }) : [deed.event],
  );
  const isNamed = !isWhole && names.every((list) => list !== undefined);
  return {
    from: isWhole ? 0 : Math.min(...spans.map(({ from }) => from)),
    to: Math.min(now + 1, Math.max(range.to, ...spans.map(({ to }) => to))),
    depth: deepest(...deeds.map(deedDepth)),
    ...(isNamed && { names: names.flatMap((list) => list ?? []) }),
  };
}

interface Facts {
  /** Facts that need no history, by field. */
  plain: Map<string, Fact>;
  seen?: SeenFold;
  stage?: Awaited<ReturnType<typeof stageFoldOf>>;
}

async function factsOf(conditions: readonly Condition[], scene: Scene): Promise<Facts> {
  const fields = new Set(conditions.flatMap((one) => ('field' in one ? [one.field] : [])));
  const facts: Facts = { plain: new Map() };
  if (fields.has('orders') || fields.has('value')) {
    for (const entry of Object.entries(await purchasesOf(scene))) facts.plain.set(...entry);
  }
  if (fields.has('account')) facts.plain.set('account', await accountsOf(scene));
  for (const field of fields) {
    if (field.startsWith('trait.')) facts.plain.set(field, await traitOf(scene, field.slice(6)));
  }
  if (fields.has('first_seen') || fields.has('last_seen'))
    facts.seen = new SeenFold(scene.range.to);
  if (fields.has('stage')) {
    facts.stage = await stageFoldOf(scene, rulesOf(scene.reader.site).stages);
  }
  return facts;
}

function factsByField({ plain, seen, stage }: Facts): Map<string, Fact> {
  const facts = new Map(plain);
  if (seen) facts.set('first_seen', factOf(seen.first, Number));
  if (seen) facts.set('last_seen', factOf(seen.last, Number));
  if (stage) facts.set('stage', stageFact(stage));
  return facts;
}

/** Nobody is without a number of orders. */
const NONE: Record<string, readonly Json[]> = { orders: [0], value: [0] };

export function factTest(
  { field, op, value = null }: FieldCondition,
  facts: ReadonlyMap<string, Fact>,
  { reader }: Pick<Scene, 'reader'>,
): PersonTest {
  const fact = facts.get(field);
  const none = NONE[field] ?? [];
  const isTime = field.endsWith('_seen');
  const wanted = isTime ? timesIn(value, reader.site.timeZone) : value;
  return { person: (customer) => compare(op, fact?.get(customer) ?? none, wanted) };
}

/** Instants as milliseconds; a day is its beginning in the site's zone. */
function timesIn(value: Json, timeZone: string): Json {
  if (Array.isArray(value)) return value.map((one) => timesIn(one, timeZone));
  if (typeof value !== 'string') return value;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return Date.parse(value);
  return Temporal.PlainDate.from(value).toZonedDateTime(timeZone).epochMilliseconds;
}
