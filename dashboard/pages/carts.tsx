import type { JSX } from 'preact';
import type { Carts } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { LeftBehind } from '../carts/left-behind.tsx';
import { CartStates } from '../carts/states.tsx';
import { countBefore } from '../format/change.ts';
import { monies } from '../format/money.ts';
import { count } from '../format/number.ts';
import { roughSpan } from '../format/time.ts';
import { chosen } from '../questions/view.ts';
import { CompareChoice } from '../parts/compare.tsx';
import { Figure, RateFigure } from '../parts/figure.tsx';
import { ReportPage } from '../parts/report-page.tsx';
import { Empty } from '../parts/states.tsx';
import { CART_BY, cartsQuestion } from '../questions/traffic.ts';
import { useReport } from '../questions/use-report.ts';
import { useView } from '../shell/use-view.ts';

/** What becomes of carts, and where they are left. */
export function CartsPage({ site }: { site: Site }): JSX.Element {
  const [view] = useView();
  const by = chosen(CART_BY, view['by']);
  const report = useReport<Carts>(site, cartsQuestion, view);
  return (
    <ReportPage question={cartsQuestion} report={report} site={site} tools={<CompareChoice />}>
      {(carts) =>
        carts.carts === 0 ? (
          <Empty title="No carts in this range">
            <p>
              A cart begins with the event <code>add_to_cart</code>. Choose another range, or record
              it on the pages of this site.
            </p>
          </Empty>
        ) : (
          <>
            <CartFigures carts={carts} site={site} />
            <CartStates carts={carts} site={site} />
            <LeftBehind by={by} rows={carts.rows} site={site} />
          </>
        )
      }
    </ReportPage>
  );
}

function CartFigures({ carts, site }: { carts: Carts; site: Site }): JSX.Element {
  const { compare } = carts;
  const { p25, p50, p75 } = carts.time_to_recover;
  return (
    <dl class="card figures figures-4">
      <Figure name="Carts" value={carts.carts} before={countBefore(carts.carts, compare?.carts)}>
        {`${count(carts.customers)} customers, ${monies(carts.value, site.currency)}`}
      </Figure>
      <RateFigure name="Abandoned" of={carts.abandonment} before={compare?.abandonment} />
      <RateFigure name="Of these recovered" of={carts.recovery} before={compare?.recovery} />
      <Figure name="Median time to recover" text={p50 === null ? '–' : roughSpan(p50 * 1000)}>
        {p25 !== null && p75 !== null && `${roughSpan(p25 * 1000)} – ${roughSpan(p75 * 1000)}`}
      </Figure>
    </dl>
  );
}
