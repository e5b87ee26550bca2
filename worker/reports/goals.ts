import { EVENT } from '../../schema/index.ts';
import { deepest, type Depth } from '../history/index.ts';
import { onItsOwn, type Item, type Session } from '../history/item.ts';
import type { Goal } from '../history/goal.ts';
import type { Event } from '../stitch/event.ts';
import { stepDepth, stepTest, type StepTest } from './funnel-steps.ts';
import type { Filter, Step } from './query.ts';

const PREFIX = 'goal:';

/** The goals among the conversions, as steps. */
export function goalsAmong(conversions: readonly string[], goals: readonly Goal[]): Step[] {
  return goals.filter(({ id }) => conversions.includes(PREFIX + id)).map(goalStep);
}

/** The conversions that are names of events. */
export function namesAmong(conversions: readonly string[]): string[] {
  return conversions.filter((name) => !name.startsWith(PREFIX));
}

/** Ids of goals among the conversions. */
export function goalIdsAmong(conversions: readonly string[]): string[] {
  return conversions.flatMap((name) =>
    name.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : [],
  );
}

/** The same as a step of a funnel or a path. */
export function goalStep({ event, page, filter }: Goal): Step {
  // The API read it as a filter before it was saved.
  const conditions = [
    ...(page === undefined ? [] : [pageFilter(page)]),
    ...(filter ? [filter as Filter] : []),
  ];
  const [first, ...more] = conditions;
  const name = event ?? EVENT.pageView;
  if (first === undefined) return { event: name };
  return { event: name, filter: more.length === 0 ? first : { and: conditions } };
}

function pageFilter(pattern: string): Filter {
  const value = pattern.replace(/^\*|\*$/g, '');
  const [begins, ends] = [pattern.startsWith('*'), pattern.endsWith('*')];
  const op = begins ? (ends ? 'contains' : 'ends_with') : ends ? 'starts_with' : 'eq';
  return { field: 'page', op, value };
}

/** Whether an event is any of the goals. */
export type GoalTest = (session: Session, index: number) => boolean;

/** Undefined where there are none: then nothing has to be looked at. */
export function goalTest(goals: readonly Step[]): GoalTest | undefined {
  if (goals.length === 0) return undefined;
  const tests: StepTest[] = goals.map(stepTest);
  return (session, index) => tests.some((test) => test(session, index));
}

/** How much of sessions goals look at. */
export function goalsDepth(goals: readonly Step[]): Depth {
  return deepest(...goals.map(stepDepth));
}

/** The same of an event in hand. */
export function meetsGoal(test: GoalTest | undefined, event: Event, item: Item): boolean {
  if (test === undefined) return false;
  const session = item.kind === 'session' ? item : onItsOwn(item);
  return test(session, item.kind === 'session' ? item.events().indexOf(event) : 0);
}
