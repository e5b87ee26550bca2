import type { JSX } from 'preact';
import type { Revenue, RevenueDay } from '../api/report-shapes.ts';
import type { Money, Site } from '../api/shapes.ts';
import { Trend } from '../charts/trend.tsx';
import { type Before, countBefore, moneyBefore } from '../format/change.ts';
import { mainOf, money, monies } from '../format/money.ts';
import { plural } from '../format/number.ts';
import { chosen } from '../questions/view.ts';
import { CompareChoice } from '../parts/compare.tsx';
import { Behind, type Whose } from '../parts/behind.tsx';
import { Figure } from '../parts/figure.tsx';
import { ReportPage } from '../parts/report-page.tsx';
import { Empty } from '../parts/states.tsx';
import { RevenueRows } from '../revenue/rows.tsx';
import { REVENUE_BY, revenueQuestion } from '../questions/traffic.ts';
import { useReport } from '../questions/use-report.ts';
import { useView } from '../shell/use-view.ts';

/** Orders, revenue and refunds, and what they are made of. */
export function RevenuePage({ site }: { site: Site }): JSX.Element {
  const [view] = useView();
  const by = chosen(REVENUE_BY, view['by']);
  const report = useReport<Revenue>(site, revenueQuestion, view);
  return (
    <ReportPage question={revenueQuestion} report={report} site={site} tools={<CompareChoice />}>
      {(revenue, isOpen) =>
        revenue.orders === 0 && revenue.refunds.length === 0 ? (
          <Empty title="No orders in this range">
            <p>
              An order is the event <code>purchase</code> with a <code>transaction_id</code>, a{' '}
              <code>value</code> and a <code>currency</code>, from a page or from your server.
            </p>
          </Empty>
        ) : (
          <>
            <RevenueFigures revenue={revenue} site={site} />
            {revenue.series.length > 1 && <Days revenue={revenue} site={site} isOpen={isOpen} />}
            <RevenueRows by={by} rows={revenue.rows ?? []} site={site} />
          </>
        )
      }
    </ReportPage>
  );
}

function RevenueFigures({ revenue, site }: { revenue: Revenue; site: Site }): JSX.Element {
  const { compare, verified } = revenue;
  const main = (amounts: Money[]): Money => mainOf(amounts, site.currency);
  const than = (name: 'revenue' | 'net' | 'aov'): Before | undefined =>
    compare && moneyBefore(main(revenue[name]), main(compare[name]));
  const shown = (name: 'revenue' | 'net' | 'aov'): string =>
    revenue[name].length === 0 ? money(0, site.currency) : monies(revenue[name], site.currency);
  const buyers: Whose = { cell: revenue.cell, of: 'Ordered in this range', site };
  return (
    <dl class="card figures figures-4">
      <Figure name="Revenue" text={shown('revenue')} before={than('revenue')} behind={buyers}>
        Net of shipping and tax
      </Figure>
      <Figure name="After refunds" text={shown('net')} before={than('net')}>
        {revenue.refunds.length > 0
          ? `${monies(revenue.refunds, site.currency)} went back`
          : 'Nothing went back'}
      </Figure>
      <Figure
        name="Orders"
        value={revenue.orders}
        before={countBefore(revenue.orders, compare?.orders)}
        behind={buyers}
      >
        <Behind {...buyers}>{plural(revenue.customers, 'customer')}</Behind>
        {`, ${plural(verified.orders, 'order')} verified`}
      </Figure>
      <Figure name="Each order" text={shown('aov')} before={than('aov')} />
    </dl>
  );
}

interface DaysProps {
  revenue: Revenue;
  site: Site;
  /** The last day is not over yet. */
  isOpen: boolean;
}

/** The site's own currency alone: amounts of several cannot be drawn as one line. */
function Days({ revenue, site, isOpen }: DaysProps): JSX.Element {
  const { currency } = mainOf(revenue.revenue, site.currency);
  const of = ({
    day,
    revenue: amounts,
  }: RevenueDay): { day: string; value: number; text: string } => {
    const own = amounts.find((each) => each.currency === currency);
    return { day, value: Number(own?.amount ?? 0), text: money(own?.amount ?? '0', currency) };
  };
  return (
    <section class="card" aria-labelledby="days-name">
      <div class="card-head">
        <h2 id="days-name">By day, {currency}</h2>
      </div>
      <Trend
        label="Revenue"
        isOpen={isOpen}
        site={site}
        days={revenue.series.map((day, index) => {
          const other = revenue.compare?.series[index];
          return other ? { ...of(day), before: of(other) } : of(day);
        })}
      />
    </section>
  );
}
