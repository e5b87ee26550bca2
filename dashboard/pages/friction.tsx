import type { JSX } from 'preact';
import type { Friction } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { count, interval, rate } from '../format/number.ts';
import { humanise } from '../format/words.ts';
import { FrictionRows } from '../friction/rows.tsx';
import { FRICTION_BY } from '../friction/words.ts';
import { chosen } from '../questions/view.ts';
import { Figure } from '../parts/figure.tsx';
import { ReportPage } from '../parts/report-page.tsx';
import { Empty } from '../parts/states.tsx';
import { frictionQuestion } from '../questions/causes.ts';
import { useReport } from '../questions/use-report.ts';
import { useView } from '../shell/use-view.ts';

/** What goes wrong for people on their way, by what it costs at least. */
export function FrictionPage({ site }: { site: Site }): JSX.Element {
  const [view] = useView();
  const by = chosen(FRICTION_BY, view['by']);
  const report = useReport<Friction>(site, frictionQuestion, view);
  return (
    <ReportPage question={frictionQuestion} report={report} site={site}>
      {(friction) =>
        friction.steps.every(({ people, in_progress }) => people + in_progress === 0) ||
        friction.tested + friction.untested === 0 ? (
          <Empty title="Nobody met with friction in this range">
            <p>
              The tag records rage and dead clicks by itself, errors, quick backs and forms that
              were given up where it names the add-ons <code>errors</code> and <code>forms</code>.
            </p>
          </Empty>
        ) : (
          <>
            <Steps friction={friction} />
            <FrictionRows by={by} friction={friction} site={site} />
          </>
        )
      }
    </ReportPage>
  );
}

/** Who is compared: whoever entered a step and had the time to convert. */
function Steps({ friction }: { friction: Friction }): JSX.Element {
  return (
    <dl class="card figures figures-4">
      {friction.steps.map(({ step, people, converted, in_progress }) => (
        <Figure key={step} name={humanise(step)} text={rate(converted)}>
          {`${interval(converted) ?? ''} of ${count(people)}; ${count(in_progress)} still have time`}
        </Figure>
      ))}
    </dl>
  );
}
