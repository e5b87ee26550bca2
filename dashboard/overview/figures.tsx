import type { JSX } from 'preact';
import type { Counts, Overview, OverviewCells, Site } from '../api/shapes.ts';
import { type Before, countBefore, moneyBefore, rateBefore } from '../format/change.ts';
import { mainOf, money, monies } from '../format/money.ts';
import { count, interval, percent, rate } from '../format/number.ts';
import { Behind, type Whose } from '../parts/behind.tsx';
import { Figure } from '../parts/figure.tsx';

interface FiguresProps {
  counts: Overview;
  /** Of the period that it is compared with. */
  before: Partial<Counts> | undefined;
  site: Site;
}

/** The numbers of the range. */
export function Figures({ counts, before, site }: FiguresProps): JSX.Element {
  const main = mainOf(counts.revenue, site.currency);
  const others = counts.revenue?.filter((each) => each !== main) ?? [];
  const sure = interval(counts.conversion);
  const than = (name: 'customers' | 'sessions' | 'page_views' | 'orders'): Before | undefined =>
    countBefore(counts[name], before?.[name]);
  const behind = (figure: keyof OverviewCells, of: string): Whose => ({
    cell: counts.cells?.[figure],
    of,
    site,
  });
  return (
    <dl class="card figures">
      <Figure
        name="Customers"
        value={counts.customers}
        before={than('customers')}
        behind={behind('customers', 'There in this range')}
      >
        {counts.new_customers !== undefined && (
          <>
            <Behind {...behind('new_customers', 'New in this range')}>
              {count(counts.new_customers)}
            </Behind>
            {' new, '}
          </>
        )}
        {`${count(counts.visitors)} visitors`}
      </Figure>
      <Figure name="Sessions" value={counts.sessions} before={than('sessions')}>
        {share(counts.engaged_sessions, counts.sessions, 'engaged')}
      </Figure>
      <Figure name="Page views" value={counts.page_views} before={than('page_views')}>
        {`${count(counts.events)} events`}
      </Figure>
      <Figure
        name="Orders"
        value={counts.orders}
        before={than('orders')}
        behind={behind('buyers', 'Ordered in this range')}
      >
        {counts.aov && counts.aov.length > 0 && `${monies(counts.aov, site.currency)} each`}
      </Figure>
      <Figure
        name="Revenue"
        text={money(main.amount, main.currency)}
        before={before && moneyBefore(main, mainOf(before.revenue, site.currency))}
        behind={behind('buyers', 'Ordered in this range')}
      >
        {others.length > 0 && `and ${monies(others)}`}
      </Figure>
      <Figure
        name="Conversion"
        text={rate(counts.conversion)}
        before={rateBefore(counts.conversion, before?.conversion)}
        behind={behind('converted', 'Converted in this range')}
      >
        {sure !== undefined && <span title="95 % interval (Wilson)">{sure}</span>}
      </Figure>
    </dl>
  );
}

function share(part: number | undefined, of: number | undefined, word: string): string {
  if (part === undefined || !of) return '';
  return `${percent(part / of)} ${word}`;
}
