import type { JSX } from 'preact';
import { apiPath } from '../api/paths.ts';
import type { Overview, Report, Site } from '../api/shapes.ts';
import { useLoad } from '../api/use-load.ts';
import { Breakdown, breakdownOf } from '../overview/breakdown.tsx';
import { DailyTrend } from '../overview/daily-trend.tsx';
import { Figures } from '../overview/figures.tsx';
import { CompareChoice, compareOf } from '../parts/compare.tsx';
import { RangeChoice, rangeOf, Resolved } from '../parts/range.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { Warnings } from '../parts/warnings.tsx';
import { whoOf, WhoChoice } from '../parts/who.tsx';
import { Title } from '../shell/title.tsx';
import { useView } from '../shell/use-view.ts';

/** The site in numbers, and where they come from. */
export function OverviewPage({ site }: { site: Site }): JSX.Element {
  const [view] = useView();
  const by = breakdownOf(view);
  const report = useLoad<Report<Overview>>(apiPath(site.id, 'reports', 'overview'), {
    range: rangeOf(view),
    ...whoOf(view),
    breakdown: { by },
    ...compareOf(view),
  });
  const { data } = report;
  const isEmpty =
    data !== undefined && (data.data.events ?? 0) === 0 && (data.data.sessions ?? 0) === 0;
  return (
    <>
      <Title beside={data && <Resolved report={data} site={site} />}>Overview</Title>
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
