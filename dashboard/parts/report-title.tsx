import type { JSX } from 'preact';
import type { Report, Site } from '../api/shapes.ts';
import type { Load } from '../api/use-load.ts';
import type { Question } from '../questions/question.ts';
import { SaveReport } from '../saved/save.tsx';
import { Title } from '../shell/title.tsx';
import { Resolved } from './range.tsx';

interface ReportTitleProps {
  question: Question;
  report: Load<Report<unknown>>;
  site: Site;
}

/** What a report is called, of which days it is, and where it is saved. */
export function ReportTitle({ question, report, site }: ReportTitleProps): JSX.Element {
  return (
    <Title
      beside={
        <>
          {report.data && <Resolved report={report.data} site={site} />}
          <SaveReport question={question} site={site} />
        </>
      }
    >
      {question.title}
    </Title>
  );
}
