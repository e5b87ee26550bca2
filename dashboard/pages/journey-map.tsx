import type { JSX } from 'preact';
import type { JourneyMap } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { count, interval, rate } from '../format/number.ts';
import { roughSpan } from '../format/time.ts';
import { MapGrid } from '../map/grid.tsx';
import { Figure } from '../parts/figure.tsx';
import { ReportPage } from '../parts/report-page.tsx';
import { Empty } from '../parts/states.tsx';
import { journeyMapQuestion } from '../questions/life.ts';
import { useReport } from '../questions/use-report.ts';
import { useView } from '../shell/use-view.ts';

/** The map that service designers draw by hand, measured: what people meet with, stage by stage. */
export function JourneyMapPage({ site }: { site: Site }): JSX.Element {
  const [view] = useView();
  const report = useReport<JourneyMap>(site, journeyMapQuestion, view);
  return (
    <ReportPage question={journeyMapQuestion} report={report} site={site}>
      {(map) =>
        map.active === 0 ? (
          <Empty title="Nobody was there in this range">
            <p>Choose another range: a map shows what people did in it.</p>
          </Empty>
        ) : (
          <>
            <Whole map={map} />
            <MapGrid map={map} site={site} />
          </>
        )
      }
    </ReportPage>
  );
}

function Whole({ map }: { map: JourneyMap }): JSX.Element {
  const { active, people, sessions, contacts, cookieless, conversions, time_to_convert } = map;
  const { p50 } = time_to_convert;
  return (
    <dl class="card figures figures-4">
      <Figure name="People" value={active}>{`of ${count(people)} ever seen`}</Figure>
      <Figure name="Sessions" value={sessions}>
        {cookieless.n > 0 &&
          `${rate(cookieless)} (${interval(cookieless) ?? ''}) more without consent, in no stage`}
      </Figure>
      <Figure name="Contacts off the site" value={contacts} />
      <Figure name="Conversions" value={conversions}>
        {p50 !== null && `half of them within ${roughSpan(Math.round(p50) * 1_000)}`}
      </Figure>
    </dl>
  );
}
