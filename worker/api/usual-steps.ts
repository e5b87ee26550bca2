import { goalsAmong, namesAmong, type Step } from '../reports/index.ts';
import type { Site } from './site.ts';

/** A shop's way to its order, as far as it has to lead there. */
const SHOP: readonly Step[] = [
  { event: 'view_item' },
  { event: 'add_to_cart' },
  { event: 'begin_checkout' },
];

/** The step that any of the site's conversions is. */
export function conversionStep({ settings }: Pick<Site, 'settings'>): Step {
  const names = namesAmong(settings.conversions).map((event): Step => ({ event }));
  const [first, ...more] = [...names, ...goalsAmong(settings.conversions, settings.goals)];
  if (first === undefined) return { event: 'purchase' };
  return more.length === 0 ? first : { any: [first, ...more] };
}

/** The funnel of a site that has not said which: where orders convert by the cart, else by any page. */
export function usualSteps(site: Pick<Site, 'settings'>): Step[] {
  const sells = site.settings.conversions.includes('purchase');
  return [...(sells ? SHOP : [{ event: 'page_view' }]), conversionStep(site)];
}
