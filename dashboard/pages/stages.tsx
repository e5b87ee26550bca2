import type { JSX } from 'preact';
import type { Stages } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { ReportPage } from '../parts/report-page.tsx';
import { Empty } from '../parts/states.tsx';
import { stagesQuestion } from '../questions/life.ts';
import { useReport } from '../questions/use-report.ts';
import { useView } from '../shell/use-view.ts';
import { Moves } from '../stages/moves.tsx';
import { StageTable } from '../stages/table.tsx';

/** How many stand where in the life cycle, and how they move. */
export function StagesPage({ site }: { site: Site }): JSX.Element {
  const [view] = useView();
  const report = useReport<Stages>(site, stagesQuestion, view);
  return (
    <ReportPage question={stagesQuestion} report={report} site={site}>
      {(stages) =>
        stages.people === 0 ? (
          <Empty title="Nobody yet">
            <p>Nobody had been seen by the end of this range.</p>
          </Empty>
        ) : (
          <>
            <StageTable stages={stages} site={site} />
            {stages.flow.length > 0 && <Moves flow={stages.flow} site={site} />}
          </>
        )
      }
    </ReportPage>
  );
}
