import type { JSX } from 'preact';
import type { Attribution } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { Credits } from '../attribution/credits.tsx';
import { Disagreement } from '../attribution/disagreement.tsx';
import { LOOKBACKS, MODELS, TOUCH_BY } from '../attribution/models.ts';
import { money, monies } from '../format/money.ts';
import { count, plural } from '../format/number.ts';
import { Choice } from '../parts/choice.tsx';
import { chosen } from '../questions/view.ts';
import { Figure } from '../parts/figure.tsx';
import { ReportPage } from '../parts/report-page.tsx';
import { Empty } from '../parts/states.tsx';
import { attributionQuestion } from '../questions/causes.ts';
import { useReport } from '../questions/use-report.ts';
import { useView } from '../shell/use-view.ts';

/** What led to conversions, by several models. */
export function AttributionPage({ site }: { site: Site }): JSX.Element {
  const [view, change] = useView();
  const by = chosen(TOUCH_BY, view['by']);
  const model = chosen(MODELS, view['model']);
  const lookback = chosen(LOOKBACKS, view['lookback']);
  const report = useReport<Attribution>(site, attributionQuestion, { ...view, model: undefined });
  const tools = (
    <>
      <Choice
        label="Model"
        options={MODELS}
        value={model}
        onChoose={(value) => change({ model: value })}
      />
      <Choice
        label="Touches count"
        options={LOOKBACKS}
        value={lookback}
        onChoose={(value) => change({ lookback: value })}
      />
    </>
  );
  return (
    <ReportPage question={attributionQuestion} report={report} site={site} tools={tools}>
      {(data) =>
        data.conversions === 0 ? (
          <Empty title="No conversions in this range">
            <p>
              An order converts, or whatever else the site has set as a conversion. Choose a longer
              range.
            </p>
          </Empty>
        ) : (
          <>
            <AttributionFigures data={data} site={site} />
            <Credits by={by} model={model} rows={data.rows} site={site} />
            <Disagreement by={by} model={model} rows={data.rows} />
          </>
        )
      }
    </ReportPage>
  );
}

function AttributionFigures({ data, site }: { data: Attribution; site: Site }): JSX.Element {
  const { conversions, customers, value, journeys, rows } = data;
  const none = rows.find(({ touch }) => touch === '(no touch)')?.participation ?? 0;
  const worth = value.length === 0 ? money(0, site.currency) : monies(value, site.currency);
  return (
    <dl class="card figures figures-4">
      <Figure name="Conversions" value={conversions}>
        {plural(customers, 'customer')}
      </Figure>
      <Figure name="Worth" text={worth}>
        Net of shipping and tax
      </Figure>
      <Figure name="Journeys without one" value={journeys.lapsed}>
        {`${count(journeys.in_progress)} may still convert`}
      </Figure>
      <Figure name="Without a touch" value={none}>
        Nothing known led to these
      </Figure>
    </dl>
  );
}
