import type { JSX } from 'preact';
import type { Lifecycle, Retention } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { Choice } from '../parts/choice.tsx';
import { Choices } from '../parts/choices.tsx';
import { chosen } from '../questions/view.ts';
import { ReportPage } from '../parts/report-page.tsx';
import { Empty, Failed } from '../parts/states.tsx';
import { Cohorts } from '../retention/cohorts.tsx';
import { Life } from '../retention/life.tsx';
import { PERIODS } from '../format/period.ts';
import { KINDS, lifecycleQuestion, retentionQuestion, RETURNS, STARTS } from '../questions/life.ts';
import { useReport } from '../questions/use-report.ts';
import { useView } from '../shell/use-view.ts';

/** Who comes back, cohort by cohort, and who they are. */
export function RetentionPage({ site }: { site: Site }): JSX.Element {
  const [view, change] = useView();
  const period = chosen(PERIODS, view['period']);
  const [start, back] = [chosen(STARTS, view['start']), chosen(RETURNS, view['back'])];
  const kind = chosen(KINDS, view['kind']);
  const report = useReport<Retention>(site, retentionQuestion, view);
  const life = useReport<Lifecycle>(site, lifecycleQuestion, view);
  const tools = (
    <>
      <Choices
        label="Period"
        options={PERIODS}
        value={period}
        onChoose={(value) => change({ period: value })}
      />
      <Choice
        label="Who enters"
        options={STARTS}
        value={start}
        onChoose={(value) => change({ start: value })}
      />
      <Choice
        label="What counts as coming back"
        options={RETURNS}
        value={back}
        onChoose={(value) => change({ back: value })}
      />
      <Choice
        label="When they come back"
        options={KINDS}
        value={kind}
        onChoose={(value) => change({ kind: value })}
      />
    </>
  );
  return (
    <ReportPage question={retentionQuestion} report={report} site={site} tools={tools}>
      {(retention) =>
        retention.cohorts.every(({ people }) => people === 0) ? (
          <Empty title="Nobody entered in this range">
            <p>A cohort is made of those who did this for the first time. Choose a longer range.</p>
          </Empty>
        ) : (
          <>
            <Cohorts retention={retention} period={period} site={site} />
            {life.error !== undefined && <Failed error={life.error} retry={life.retry} />}
            {life.data && <Life life={life.data.data} period={period} site={site} />}
          </>
        )
      }
    </ReportPage>
  );
}
