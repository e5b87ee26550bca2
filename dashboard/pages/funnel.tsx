import type { JSX } from 'preact';
import type { Funnel, Site } from '../api/shapes.ts';
import { plural } from '../format/number.ts';
import { Builder } from '../funnel/builder.tsx';
import { ByKey } from '../funnel/by-key.tsx';
import { ByPeriod } from '../funnel/by-period.tsx';
import { type Question, questionOf, viewOf } from '../funnel/question.ts';
import { StepsChart } from '../funnel/steps-chart.tsx';
import { CompareChoice } from '../parts/compare.tsx';
import { RangeChoice } from '../parts/range.tsx';
import { ReportTitle } from '../parts/report-title.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { Warnings } from '../parts/warnings.tsx';
import { WhoChoice } from '../parts/who.tsx';
import { funnelQuestion } from '../questions/ways.ts';
import { useReport } from '../questions/use-report.ts';
import { useView } from '../shell/use-view.ts';

/** How many go how far, and where they are lost. */
export function FunnelPage({ site }: { site: Site }): JSX.Element {
  const [view, change] = useView();
  const question = questionOf(view);
  const report = useReport<Funnel>(site, funnelQuestion, view);
  return (
    <>
      <ReportTitle question={funnelQuestion} report={report} site={site} />
      <div class="tools">
        <RangeChoice />
        <CompareChoice />
        <WhoChoice site={site} />
      </div>
      <div class="funnel">
        <Builder question={question} onChange={(next) => change(viewOf(next))} />
        <div class="stack">
          {report.error !== undefined && <Failed error={report.error} retry={report.retry} />}
          {!report.data && report.error === undefined && <Loading lines={8} />}
          {report.data && report.error === undefined && (
            <div class="stack" aria-busy={report.loading}>
              <Warnings report={report.data} />
              <Result funnel={report.data.data} question={question} site={site} />
            </div>
          )}
        </div>
      </div>
    </>
  );
}

interface ResultProps {
  funnel: Funnel;
  question: Question;
  site: Site;
}

function Result({ funnel, question, site }: ResultProps): JSX.Element {
  const excluded = funnel.excluded ?? 0;
  if ((funnel.steps[0]?.people ?? 0) === 0) {
    return (
      <Empty title="Nobody took the first step">
        <p>No customer has this event in the range. Check its name, or choose a longer range.</p>
      </Empty>
    );
  }
  return (
    <>
      <StepsChart steps={funnel.steps} before={funnel.compare?.steps} site={site} />
      {excluded > 0 && (
        <p class="muted small">
          {plural(excluded, 'customer was', 'customers were')} left out by an exclusion.
        </p>
      )}
      {funnel.trend && <ByPeriod periods={funnel.trend} period={question.trend} />}
      {funnel.rows && funnel.rows.length > 0 && (
        <ByKey by={question.by || 'part'} parts={funnel.rows} site={site} />
      )}
    </>
  );
}
