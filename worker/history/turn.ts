/**
 * Lets whatever else waits have its turn. On one machine workerd looks at its sockets only when nothing is
 * left to do, and a report that asks the D1 beside it is never without: batches waited until it was over.
 */
export function othersTurn(): Promise<void> {
  return scheduler.wait(0);
}
