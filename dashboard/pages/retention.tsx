import type { JSX } from 'preact';
import { apiPath } from '../api/paths.ts';
import type { Lifecycle, Retention } from '../api/report-shapes.ts';
import type { Report, Site } from '../api/shapes.ts';
import { useLoad } from '../api/use-load.ts';
import { Choice, type Options } from '../parts/choice.tsx';
import { Choices, chosen } from '../parts/choices.tsx';
import { rangeOf } from '../parts/range.tsx';
import { ReportPage } from '../parts/report-page.tsx';
import { Empty, Failed } from '../parts/states.tsx';
import { whoOf } from '../parts/who.tsx';
import { Cohorts } from '../retention/cohorts.tsx';
import { Life } from '../retention/life.tsx';
import { PERIODS } from '../format/period.ts';
import { useView } from '../shell/use-view.ts';

const STARTS: Options = [
  ['', 'First seen at all'],
  ['view_item', 'First product viewed'],
  ['add_to_cart', 'First put in a cart'],
  ['purchase', 'First order'],
];
const RETURNS: Options = [
  ['', 'Back for anything'],
  ['view_item', 'Back to view a product'],
  ['add_to_cart', 'Back to put in a cart'],
  ['purchase', 'Back to order'],
];
const KINDS: Options = [
  ['bounded', 'In that period'],
  ['unbounded', 'Then or later'],
];

/** Who comes back, cohort by cohort, and who they are. */
export function RetentionPage({ site }: { site: Site }): JSX.Element {
  const [view, change] = useView();
  const period = chosen(PERIODS, view['period']);
  const [start, back] = [chosen(STARTS, view['start']), chosen(RETURNS, view['back'])];
  const kind = chosen(KINDS, view['kind']);
  const range = rangeOf(view);
  const report = useLoad<Report<Retention>>(apiPath(site.id, 'reports', 'retention'), {
    range,
    period,
    ...whoOf(view),
    kind,
    ...(start === '' ? {} : { start: { event: start } }),
    ...(back === '' ? {} : { return: { event: back } }),
  });
  const life = useLoad<Report<Lifecycle>>(apiPath(site.id, 'reports', 'lifecycle'), {
    range,
    period,
    ...whoOf(view),
  });
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
    <ReportPage title="Retention" report={report} site={site} tools={tools}>
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
