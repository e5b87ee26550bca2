import type { JSX } from 'preact';
import type { Counts, Site } from '../api/shapes.ts';
import { money, monies } from '../format/money.ts';
import { count, interval, percent, rate } from '../format/number.ts';
import { Figure } from '../parts/figure.tsx';

/** The numbers of the range. */
export function Figures({ counts, site }: { counts: Partial<Counts>; site: Site }): JSX.Element {
  const revenue = counts.revenue ?? [];
  const main = revenue.find(({ currency }) => currency === site.currency) ?? revenue[0];
  const others = revenue.filter((each) => each !== main);
  const sure = interval(counts.conversion);
  return (
    <dl class="card figures">
      <Figure name="Customers" value={counts.customers}>
        {counts.new_customers === undefined
          ? `${count(counts.visitors)} visitors`
          : `${count(counts.new_customers)} new, ${count(counts.visitors)} visitors`}
      </Figure>
      <Figure name="Sessions" value={counts.sessions}>
        {share(counts.engaged_sessions, counts.sessions, 'engaged')}
      </Figure>
      <Figure name="Page views" value={counts.page_views}>
        {`${count(counts.events)} events`}
      </Figure>
      <Figure name="Orders" value={counts.orders}>
        {counts.aov && counts.aov.length > 0 && `${monies(counts.aov, site.currency)} each`}
      </Figure>
      <Figure
        name="Revenue"
        text={main ? money(main.amount, main.currency) : money(0, site.currency)}
      >
        {others.length > 0 && `and ${monies(others)}`}
      </Figure>
      <Figure name="Conversion" text={rate(counts.conversion)}>
        {sure !== undefined && <span title="95 % interval (Wilson)">{sure}</span>}
      </Figure>
    </dl>
  );
}

function share(part: number | undefined, of: number | undefined, word: string): string {
  if (part === undefined || !of) return '';
  return `${percent(part / of)} ${word}`;
}
