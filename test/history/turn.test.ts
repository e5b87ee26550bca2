import { afterEach, expect, test, vi } from 'vitest';
import { aheadOfReports, Turns } from '../../worker/history/turn.ts';

const wait = vi.spyOn(scheduler, 'wait');

afterEach(() => wait.mockReset());

test('a report pauses by the clock', async () => {
  let now = 0;
  const turns = new Turns(() => now);
  for (now of [4, 9, 10, 11, 19, 20]) await turns.others();
  expect(wait).toHaveBeenCalledTimes(2);
});

test('a report pauses where the clock stands still', async () => {
  const turns = new Turns(() => 0);
  for (let piece = 0; piece < 100; piece++) await turns.others();
  expect(wait).toHaveBeenCalledTimes(10);
});

test('a pause lasts until a batch that is under way is stored', async () => {
  let now = 0;
  const turns = new Turns(() => now);
  const { promise, resolve } = Promise.withResolvers<void>();
  const batch = aheadOfReports(
    () => promise,
    () => now,
  );
  let waits = 0;
  wait.mockImplementation(async () => {
    if (++waits === 4) resolve();
    if (waits === 4) await batch;
  });
  now = 10;
  await turns.others();
  expect(waits).toBe(4);
  now = 20;
  await turns.others();
  expect(waits).toBe(5);
});

test('a batch that does not come back holds up no report for long', async () => {
  let now = 0;
  const turns = new Turns(() => now);
  void aheadOfReports(
    () => new Promise(() => undefined),
    () => now,
  );
  now = 10;
  await turns.others();
  expect(wait).toHaveBeenCalledTimes(21);
  now = 1_020;
  await turns.others();
  expect(wait).toHaveBeenCalledTimes(22);
});
