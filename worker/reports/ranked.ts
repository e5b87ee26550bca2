export interface Ranked<T> {
  top: T[];
  rest: T[];
}

/** The first of all in order, and the others as they come. */
export function ranked<T>(
  all: Iterable<T>,
  limit: number,
  compare: (a: T, b: T) => number,
): Ranked<T> {
  const top: T[] = [];
  const rest: T[] = [];
  for (const one of all) {
    let place = top.length;
    for (let i = place - 1; i >= 0 && compare(one, top[i] ?? one) < 0; i--) place = i;
    if (place < limit) top.splice(place, 0, one);
    else rest.push(one);
    if (top.length > limit) rest.push(...top.splice(limit));
  }
  return { top, rest };
}
