import type { JSX } from 'preact';
import type { Overview, Site } from '../api/shapes.ts';
import { Breakdown } from '../overview/breakdown.tsx';
import { DailyTrend } from '../overview/daily-trend.tsx';
import { Figures } from '../overview/figures.tsx';
import { CompareChoice } from '../parts/compare.tsx';
import { RangeChoice } from '../parts/range.tsx';
import { ReportTitle } from '../parts/report-title.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { Warnings } from '../parts/warnings.tsx';
import { WhoChoice } from '../parts/who.tsx';
import { OVERVIEW_BY, overviewQuestion } from '../questions/traffic.ts';
import { useReport } from '../questions/use-report.ts';
import { chosen } from '../questions/view.ts';
import { whoOf } from '../questions/who.ts';
import { useView } from '../shell/use-view.ts';

/** The site in numbers, and where they come from. */
export function OverviewPage({ site }: { site: Site }): JSX.Element {
  const [view] = useView();
  const by = chosen(OVERVIEW_BY, view['by']);
  const report = useReport<Overview>(site, overviewQuestion, view);
  const { data } = report;
  const isEmpty =
    data !== undefined && (data.data.events ?? 0) === 0 && (data.data.sessions ?? 0) === 0;
  return (
    <>
      <ReportTitle question={overviewQuestion} report={report} site={site} />
      <div class="tools">
        <RangeChoice />
        <CompareChoice />
        <WhoChoice site={site} />
      </div>
      {report.error !== undefined && <Failed error={report.error} retry={report.retry} />}
      {!data && report.error === undefined && <Loading lines={8} />}
      {data && report.error === undefined && (
        <div class="stack" aria-busy={report.loading}>
          <Warnings report={data} />
          {isEmpty ? (
            <NothingYet site={site} isNarrowed={Object.keys(whoOf(view)).length > 0} />
          ) : (
            <>
              <Figures counts={data.data} before={data.data.compare} site={site} />
              {data.data.series && data.data.series.length > 1 && (
                <DailyTrend
                  trend={data.data.series}
                  before={data.data.compare?.series}
                  isOpen={data.meta?.partial === true}
                  site={site}
                />
              )}
              <Breakdown by={by} rows={data.data.rows} site={site} />
            </>
          )}
        </div>
      )}
    </>
  );
}

function NothingYet({ site, isNarrowed }: { site: Site; isNarrowed: boolean }): JSX.Element {
  if (isNarrowed) {
    return (
      <Empty title="Nobody of these was there">
        <p>Nobody whom the segment or filter takes was there in this range.</p>
      </Empty>
    );
  }
  return (
    <Empty title="No visits in this range">
      <p>Choose another range, or put the tag into the pages of this site:</p>
      <pre
        class="code"
        tabIndex={0}
      >{`<script defer src="${location.origin}/s.js" data-site="${site.id}"></script>`}</pre>
    </Empty>
  );
}
