import { EVENT } from '../../schema/index.ts';
import { startOf, type Item, type Life } from '../history/index.ts';
import { kindOf } from './kinds.ts';
import { promisesScore } from './scores.ts';
import { DEFAULT_RULES, type SiteRules } from './site-rules.ts';
import { StageFacts } from './stages.ts';

/** Carts are worth something for 30 days (definitions.md 11). */
const CART_DAYS = 30 * 86_400_000;

/** What stage rules look at, from names alone where they tell enough. */
export function stageFactsOf(life: Life, { stages }: SiteRules = DEFAULT_RULES): StageFacts {
  const facts = new StageFacts(stages);
  const orders = [...life.orders];
  const takeOrders = (before: number): void => {
    while (orders[0] !== undefined && orders[0].at < before) {
      facts.order(orders[0].at);
      orders.shift();
    }
  };
  for (const item of life.items) {
    takeOrders(startOf(item));
    if (item.kind === 'session') facts.visit(item.start);
    seeAll(facts, item);
  }
  takeOrders(Infinity);
  return facts;
}

function seeAll(facts: StageFacts, item: Item): void {
  if (item.kind === 'touchpoint') {
    facts.see(item.event);
  } else if (item.names.some(promisesScore)) {
    for (const event of item.events()) facts.see(event);
  } else {
    item.names.forEach((name, i) => facts.see({ name, at: item.times[i] ?? item.start }));
  }
}

/** Whether something lies in the cart, or a checkout has begun, that no order has followed. */
export function hasOpenCart(life: Life, now: number): boolean {
  const ordered = life.orders.at(-1)?.at ?? -Infinity;
  const since = Math.max(ordered, now - CART_DAYS);
  let inCart = 0;
  for (const item of life.items) {
    const names = item.kind === 'session' ? item.names : [item.event.name];
    const times = item.kind === 'session' ? item.times : [item.event.at];
    names.forEach((name, i) => {
      if ((times[i] ?? 0) <= since || name === EVENT.purchase) return;
      if (name === 'add_to_cart' || kindOf(name) === 'checkout') inCart++;
      if (name === 'remove_from_cart') inCart = Math.max(0, inCart - 1);
    });
  }
  return inCart > 0;
}

/** Trade words of definitions.md 14, first match. */
export function wordOf(
  life: Life,
  facts: StageFacts,
  { now, isTopFifth }: { now: number; isTopFifth: boolean },
): string {
  const silence = now - life.lastSeen;
  const gap = facts.medianGap;
  const orders = life.orders.length;
  if (silence > (gap === undefined ? facts.rules.silence : 3 * gap)) return 'lapsed';
  if (gap !== undefined && silence > 1.5 * gap) return 'at risk';
  if (facts.stage(now).name === 'advocacy' || (isTopFifth && orders >= 3)) return 'hero';
  if (orders >= 2) return 'active';
  if (orders === 1) return 'occasional';
  if (hasOpenCart(life, now)) return 'waiting';
  return life.users.length > 0 || facts.sessions >= 2 ? 'lead' : 'visitor';
}
