import { Turns } from '../history/turn.ts';

/**
 * Does a long piece of work step by step, and lets others have their turn in between: a page's batch must
 * not wait until a report has told of everybody.
 */
export async function inTurns<T>(work: Generator<undefined, T>): Promise<T> {
  const turns = new Turns();
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await turns.others();
  }
}

/** The same without a pause. */
export function atOnce<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
