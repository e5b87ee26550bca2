import { nameHere } from '../config.ts';
import { guard } from '../guard.ts';
import { KEEPING, mode } from '../mode.ts';
import { random } from '../random.ts';

/** What s.js remembers under the same name, of which only these are read here. */
interface Memory {
  visitor?: string;
  granted?: boolean | undefined;
  lost?: Record<string, number> | undefined;
}

/** The browser's own, whatever the page puts in their place later. */
export const parse: typeof JSON.parse = JSON.parse;
export const stringify: typeof JSON.stringify = JSON.stringify;

// Batches lie in localStorage, each under a key of its own; here, where that may not be or fails.
const batches: Record<string, string> = {};
let memory: Memory = {};

/** Keeps a text on the device; false where it may not be or cannot. */
const keep = (key: string, text: string): unknown =>
  mode === KEEPING && guard(() => (localStorage[key] = text))();

/** Read anew each time: another tab may have withdrawn. */
export const recall = (): Memory => {
  guard(() => {
    // Nothing there is no error: to throw one costs a new visitor's page 1 ms and more.
    const stored = parse(localStorage[nameHere] || 0) as Memory;
    if (stored.visitor?.[15]) memory = stored;
  })();
  memory.visitor ??= random();
  return memory;
};

export const remember = (changed: Memory): void => {
  memory = { ...recall(), ...changed };
  keep(nameHere, stringify(memory));
};

/** Counts events that are given up. What is sealed next says so, on whichever page. */
export const lose = (reason: string, events: number): void => {
  const lost = { ...recall().lost };
  lost[reason] = ~~(lost[reason] as number) + events;
  remember({ lost });
};

/** Ids of the batches that wait, oldest first: this page's and those of closed and other tabs. */
export const waiting = (): string[] =>
  [...Object.keys(batches), ...(guard(() => Object.keys(localStorage))() ?? [])]
    .filter((key) => key.startsWith(`${nameHere}/`))
    // Ids begin with their time.
    .sort();

export const read = (id: string): string | undefined =>
  batches[id] ?? guard(() => localStorage[id] as string)();

export const put = (id: string, batch: string): void => {
  if (keep(id, batch)) delete batches[id];
  else batches[id] = batch;
};

export const remove = (id: string): void => {
  delete batches[id];
  guard(() => delete localStorage[id])();
};

/** Forgets what waits and who the visitor is. */
export const erase = (): void => {
  memory = {};
  [nameHere, ...waiting()].forEach(remove);
};
