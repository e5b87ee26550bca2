import type { JSX } from 'preact';
import type { Paths } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { Choice } from '../parts/choice.tsx';
import { Choices } from '../parts/choices.tsx';
import { ReportPage } from '../parts/report-page.tsx';
import { Empty } from '../parts/states.tsx';
import { Diagram } from '../paths/diagram.tsx';
import { DIRECTIONS, NODES, pathsQuestionOf, startsOf, STEPS } from '../paths/question.ts';
import { Whole } from '../paths/whole.tsx';
import { pathsQuestion } from '../questions/ways.ts';
import { useReport } from '../questions/use-report.ts';
import { useView } from '../shell/use-view.ts';

/** Where people go from somewhere, or came from before. */
export function PathsPage({ site }: { site: Site }): JSX.Element {
  const [view, change] = useView();
  const question = pathsQuestionOf(view);
  const { nodes, direction, start, steps } = question;
  const report = useReport<Paths>(site, pathsQuestion, view);
  const tools = (
    <>
      <Choices
        label="What a way is made of"
        options={NODES}
        value={nodes}
        onChoose={(value) => change({ nodes: value })}
      />
      <Choice
        label="Direction"
        options={DIRECTIONS}
        value={direction}
        onChoose={(value) => change({ direction: value })}
      />
      <Choice
        label="From"
        options={startsOf(direction)}
        value={start}
        onChoose={(value) => change({ start: value })}
      />
      <Choice
        label="Length"
        options={STEPS}
        value={steps}
        onChoose={(value) => change({ steps: value })}
      />
    </>
  );
  const backward = direction === 'backward';
  return (
    <ReportPage question={pathsQuestion} report={report} site={site} tools={tools}>
      {(paths) =>
        (paths.steps[0]?.nodes[0]?.people ?? 0) === 0 ? (
          <Empty title="Nobody was there">
            <p>No customer has such a start in the range. Choose another one, or a longer range.</p>
          </Empty>
        ) : (
          <>
            <section class="card" aria-labelledby="paths-name">
              <div class="card-head">
                <h2 id="paths-name">{backward ? 'Where they came from' : 'Where they go'}</h2>
                <p class="muted small">Each person once, from the first start in the range.</p>
              </div>
              <Diagram paths={paths} nodes={nodes} backward={backward} site={site} />
            </section>
            <Whole rows={paths.paths} nodes={nodes} backward={backward} site={site} />
          </>
        )
      }
    </ReportPage>
  );
}
