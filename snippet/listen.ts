import { guard } from './guard.ts';

/** Listens before the page does. Types are separated by spaces. */
export const listen = (
  target: EventTarget,
  types: string,
  handle: (event: never) => unknown,
): void => {
  for (const type of types.split(' ')) {
    target.addEventListener(type, guard(handle) as EventListener, true);
  }
};
