import { afterEach, expect, test, vi } from 'vitest';
import { Turns } from '../../worker/history/turn.ts';

const wait = vi.spyOn(scheduler, 'wait');

afterEach(() => wait.mockClear());

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
