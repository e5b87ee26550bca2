import { guard } from './guard.ts';

/** Listens before the page does. Types are separated by spaces; what documents hear, windows do. */
export const listen = (
  types: string,
  handle: (event: never) => unknown,
  target: EventTarget = window,
): void => {
  types.split(' ').forEach((type) => {
    target.addEventListener(type, guard(handle) as EventListener, true);
  });
};
