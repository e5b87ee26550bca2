import { guard } from './guard.ts';

/** Listens before the page does. Types are separated by spaces. */
export const listen = <E extends Event>(
  target: EventTarget,
  types: string,
  handle: (event: E) => unknown,
): void => {
  for (const type of types.split(' ')) {
    target.addEventListener(type, guard(handle) as EventListener, true);
  }
};
