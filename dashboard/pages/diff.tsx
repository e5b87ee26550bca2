import type { JSX } from 'preact';
import type { Diff, DiffWhole } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { sharePoints, wholePoints } from '../changes/words.ts';
import { DiffNodes } from '../diff/nodes.tsx';
import { LENGTHS, NODES, sideOptions, sidesOf } from '../diff/question.ts';
import { DiffRows } from '../diff/rows.tsx';
import { count, interval, rate } from '../format/number.ts';
import { Behind } from '../parts/behind.tsx';
import { Choice } from '../parts/choice.tsx';
import { Choices } from '../parts/choices.tsx';
import { chosen } from '../questions/view.ts';
import { Figure } from '../parts/figure.tsx';
import { ReportPage } from '../parts/report-page.tsx';
import { Empty } from '../parts/states.tsx';
import { useSegments } from '../segments/saved.ts';
import { compareQuestion } from '../questions/sides.ts';
import { useReport } from '../questions/use-report.ts';
import { useView } from '../shell/use-view.ts';

/** Where the journeys of two sides part, and what that is associated with. */
export function DiffPage({ site }: { site: Site }): JSX.Element {
  const [view, change] = useView();
  const nodes = chosen(NODES, view['nodes']);
  const length = chosen(LENGTHS, view['length']);
  const { usable: segments } = useSegments(site);
  const name = view['sides'] || 'before';
  // A segment of the address is known by its id alone until their list is there.
  const sides = sidesOf(name, segments);
  const report = useReport<Diff>(site, compareQuestion, view);
  const tools = (
    <>
      <Choice
        label="Compare"
        options={sideOptions(segments)}
        value={name}
        onChoose={(value) => change({ sides: value })}
      />
      <Choices
        label="What a journey is made of"
        options={NODES}
        value={nodes}
        onChoose={(value) => change({ nodes: value })}
      />
      <Choice
        label="Length"
        options={LENGTHS}
        value={length}
        onChoose={(value) => change({ length: value })}
      />
    </>
  );
  const names = { a: sides?.a.name ?? 'The segment', b: sides?.b.name ?? 'Others' };
  return (
    <ReportPage question={compareQuestion} report={report} site={site} tools={tools}>
      {(data) =>
        data.a.journeys === 0 || data.b.journeys === 0 ? (
          <Empty title="Nothing to compare">
            <p>
              On one of the two sides no journey is over. Choose a longer range, or shorter
              journeys.
            </p>
          </Empty>
        ) : (
          <>
            <Whole data={data} names={names} site={site} />
            <DiffNodes data={data} names={names} nodes={nodes} />
            <DiffRows data={data} names={names} nodes={nodes} site={site} />
          </>
        )
      }
    </ReportPage>
  );
}

interface WholeProps {
  data: Diff;
  names: { a: string; b: string };
  site: Site;
}

function Whole({ data, names, site }: WholeProps): JSX.Element {
  const [low, high] = data.difference?.ci95 ?? [0, 0];
  const side = ({ converted, journeys, cells }: DiffWhole, name: string): JSX.Element => (
    <Figure name={`${name}: converted`} text={rate(converted)}>
      {`${interval(converted) ?? ''} of `}
      <Behind cell={cells.journeys} of={`Journeys of ${name.toLowerCase()}`} site={site}>
        {count(journeys)}
      </Behind>
    </Figure>
  );
  return (
    <dl class="card figures figures-4">
      {side(data.a, names.a)}
      {side(data.b, names.b)}
      <Figure name="Difference" text={wholePoints(data.difference?.value ?? 0)}>
        {`${sharePoints(low)} to ${sharePoints(high)}${low * high > 0 ? '' : ', may be chance'}`}
      </Figure>
      <Figure name="Still have time" value={data.a.in_progress + data.b.in_progress}>
        Journeys in no number yet
      </Figure>
    </dl>
  );
}
