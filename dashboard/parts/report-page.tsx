import type { ComponentChildren, JSX } from 'preact';
import type { Report, Site } from '../api/shapes.ts';
import type { Load } from '../api/use-load.ts';
import type { Question } from '../questions/question.ts';
import { RangeChoice } from './range.tsx';
import { ReportTitle } from './report-title.tsx';
import { Failed, Loading } from './states.tsx';
import { Warnings } from './warnings.tsx';
import { WhoChoice } from './who.tsx';

interface ReportPageProps<T> {
  question: Question;
  report: Load<Report<T>>;
  site: Site;
  /** Beside the range. */
  tools?: ComponentChildren;
  /** `isOpen`: the range is not over yet. */
  children: (data: T, isOpen: boolean) => ComponentChildren;
}

/** What is around every report: its range, its questions, and what stands there until it is answered. */
export function ReportPage<T>(props: ReportPageProps<T>): JSX.Element {
  const { question, report, site, tools, children } = props;
  const { data, error } = report;
  return (
    <>
      <ReportTitle question={question} report={report} site={site} />
      <div class="tools">
        <RangeChoice />
        {tools}
        <WhoChoice site={site} />
      </div>
      {error !== undefined && <Failed error={error} retry={report.retry} />}
      {!data && error === undefined && <Loading lines={8} />}
      {data && error === undefined && (
        <div class="stack" aria-busy={report.loading}>
          <Warnings report={data} />
          {children(data.data, data.meta?.partial === true)}
        </div>
      )}
    </>
  );
}
