import type { JSX } from 'preact';
import type { Explain } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { Fields } from '../changes/fields.tsx';
import { ChangeRows } from '../changes/rows.tsx';
import { AGAINST, measuredAs, MEASURES, UNITS, type Measured } from '../changes/words.ts';
import { count, interval } from '../format/number.ts';
import { humanise } from '../format/words.ts';
import { Behind } from '../parts/behind.tsx';
import { Choice } from '../parts/choice.tsx';
import { chosen } from '../questions/view.ts';
import { Figure } from '../parts/figure.tsx';
import { ReportPage } from '../parts/report-page.tsx';
import { Empty } from '../parts/states.tsx';
import { changesQuestion } from '../questions/causes.ts';
import { useReport } from '../questions/use-report.ts';
import { useView } from '../shell/use-view.ts';

/** Why a measure is another than it was: who came, and what they did. */
export function ChangesPage({ site }: { site: Site }): JSX.Element {
  const [view, change] = useView();
  const measure = chosen(MEASURES, view['measure']);
  const unit = chosen(UNITS, view['unit']);
  const compare = chosen(AGAINST, view['compare']);
  const by = view['by'];
  const report = useReport<Explain>(site, changesQuestion, view);
  const tools = (
    <>
      <Choice
        label="Change"
        options={AGAINST}
        value={compare}
        onChoose={(value) => change({ compare: value })}
      />
      <Choice
        label="Measure"
        options={MEASURES}
        value={measure}
        onChoose={(value) => change({ measure: value })}
      />
      <Choice
        label="Unit"
        options={UNITS}
        value={unit}
        onChoose={(value) => change({ unit: value })}
      />
    </>
  );
  const measured = measuredAs(measure, site);
  return (
    <ReportPage question={changesQuestion} report={report} site={site} tools={tools}>
      {(data) =>
        data.change === null ? (
          <Empty title="Nothing to compare">
            <p>Nobody was there in one of the two times. Choose another range.</p>
          </Empty>
        ) : (
          <>
            <Whole data={data} measured={measured} unit={unit} site={site} />
            {!by && <Fields data={data} measured={measured} />}
            <ChangeRows data={data} measured={measured} site={site} isChosen={Boolean(by)} />
          </>
        )
      }
    </ReportPage>
  );
}

interface WholeProps {
  data: Explain;
  measured: Measured;
  /** `customer` or `session`. */
  unit: string;
  site: Site;
}

function Whole({ data, measured, unit, site }: WholeProps): JSX.Element {
  const { now, before, change, mix, rate, cells } = data;
  const [low, high] = change?.ci95 ?? [0, 0];
  const isSure = change !== null && low * high > 0;
  /** Who converted or ordered, of all who were there. */
  const people = (at: 'now' | 'before'): JSX.Element => {
    const level = data[at];
    const did = level.revenue === undefined ? 'converted' : 'ordered';
    const done = at === 'now' ? cells.now_converted : cells.before_converted;
    return (
      <>
        {level.revenue === undefined && `${interval(level) ?? ''}; `}
        <Behind cell={done} of={`${humanise(did)} ${at}, by ${unit}`} site={site}>
          {count(level.n)}
        </Behind>
        {` ${did} of `}
        <Behind cell={cells[at]} of={`There ${at}, by ${unit}`} site={site}>
          {count(level.of)}
        </Behind>
      </>
    );
  };
  return (
    <dl class="card figures figures-4">
      <Figure name="Now" text={measured.level(now)}>
        {people('now')}
      </Figure>
      <Figure name="Before" text={measured.level(before)}>
        {people('before')}
      </Figure>
      <Figure name="Change" text={measured.whole(change?.value ?? 0)}>
        {`${measured.change(low)} to ${measured.change(high)}${isSure ? '' : ', may be chance'}`}
      </Figure>
      <Figure name="By who came" text={measured.whole(mix)}>
        {`${measured.change(rate)} by what they did`}
      </Figure>
    </dl>
  );
}
