import type { StageRules } from './stage-rules.ts';

const DAY = 86_400_000;

/** Few days to the tenth: a day and a half is over 1.5 times one day, a day is not. */
export function days(ms: number): string {
  const tenths = Math.floor((10 * ms) / DAY);
  const count = tenths < 100 ? tenths / 10 : Math.floor(tenths / 10);
  return count === 1 ? '1 day' : `${count} days`;
}

/** What a rule says of many, where it says something else of each; by the name of the rule. */
export function reasonsOfMany(rules: StageRules): Record<string, string> {
  const { silence, rhythm, orders, nps, review } = rules;
  return {
    second_session: 'Came back before looking at a product',
    repeat_order: orders === 2 ? 'Ordered again' : `${orders} orders or more`,
    silence: `Silent for over ${days(silence)}`,
    silence_beyond_rhythm: `Bought before, silent for over ${rhythm} times the usual gap between visits, a day at least`,
    review: `Review of ${review} or more`,
    nps: nps === 9 ? 'NPS of 9 or 10' : `NPS of ${nps} or more`,
  };
}
