import type { Json } from '../../schema/index.ts';
import { deepest, type Depth } from '../history/index.ts';
import type { Session } from '../history/item.ts';
import type { Event } from '../stitch/event.ts';
import { filterDepth, itemValues, matcherOf, ownMember } from './filter.ts';
import type { Step } from './query.ts';

/** Whether an event of a session is the step. */
export type StepTest = (session: Session, index: number) => boolean;

export function stepTest(step: Step): StepTest {
  if ('any' in step) {
    const tests = step.any.map(stepTest);
    return (session, index) => tests.some((test) => test(session, index));
  }
  const holds = step.filter === undefined ? undefined : matcherOf(step.filter);
  if (!('event' in step)) return (session, index) => holds?.(session, index) ?? false;
  const { event } = step;
  return (session, index) => session.names[index] === event && (holds?.(session, index) ?? true);
}

/** Names one of which an event must have to be the step; undefined: any may do. */
export function namesOf(step: Step): string[] | undefined {
  if ('event' in step) return [step.event];
  if (!('any' in step)) return undefined;
  const names = step.any.map(namesOf);
  return names.every((list) => list !== undefined) ? names.flat() : undefined;
}

/** Whether the name alone makes an event the step. */
export function isName(step: Step): boolean {
  if ('any' in step) return step.any.every(isName);
  return 'event' in step && step.filter === undefined;
}

/** How much of a session must be read to find it. */
export function stepDepth(step: Step | undefined): Depth {
  if (step === undefined) return 'names';
  return 'any' in step ? deepest(...step.any.map(stepDepth)) : filterDepth(step.filter);
}

/** What a step is called on screen. */
export function labelOf(step: Step): string {
  if ('any' in step) return step.any.map(labelOf).join(' | ');
  return 'event' in step ? step.event : '(filter)';
}

type Held = Pick<Event, 'props'>;

/** More keys than this on one event are no product list any more. */
const KEYS = 1_000;

/**
 * Keys under which an event takes part where properties are held constant: one for each combination of
 * values, none where a property is missing. Items of an event each bring their own.
 */
export function holdKeys(event: Held, hold: readonly string[]): string[] {
  let keys: Json[][] = [[]];
  for (const name of hold) {
    const values = [...new Set(valuesOf(event, name))];
    keys = keys.flatMap((key) => values.map((value) => [...key, value])).slice(0, KEYS);
  }
  return keys.map((key) => JSON.stringify(key));
}

function valuesOf(event: Held, name: string): string[] {
  const own = ownMember(event.props, name);
  const values = own === undefined || own === null ? itemValues(event, name) : [own];
  return values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
}
