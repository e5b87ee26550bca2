import type { JSX } from 'preact';
import type { StageRow, Stages } from '../api/report-shapes.ts';
import type { Rate, Site } from '../api/shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { count, interval, rate } from '../format/number.ts';
import { roughSpan } from '../format/time.ts';
import { humanise } from '../format/words.ts';
import { Behind } from '../parts/behind.tsx';
import { Rows } from '../parts/rows.tsx';
import { Stage, stageClass } from '../parts/stage.tsx';

/** Everybody is in one stage: how many, why, and how they go on from it. */
export function StageTable({ stages, site }: { stages: Stages; site: Site }): JSX.Element {
  const most = Math.max(...stages.stages.map(({ people }) => people), 1);
  return (
    <section class="card" aria-labelledby="stages-name">
      <div class="card-head">
        <h2 id="stages-name">Where they are</h2>
        <p class="muted small">At the end of the range, everybody seen by then.</p>
      </div>
      <Rows
        label="Stages"
        columns={['Stage', 'People', 'Came in', 'Went on', 'Lapsed', 'Median stay']}
      >
        {stages.stages.map((row) => (
          <Row key={row.stage} row={row} most={most} site={site} />
        ))}
      </Rows>
    </section>
  );
}

function Row({ row, most, site }: { row: StageRow; most: number; site: Site }): JSX.Element {
  return (
    <tr>
      <th scope="row" class={`row-key stage-bar ${stageClass(row.stage)}`}>
        <Stage stage={{ name: row.stage }} />
        <Bar share={row.people / most} />
        {row.reasons.map(({ because, reason, people }) => (
          <p key={because} class="muted small stage-reason">
            <bdi>{reason}</bdi> <span class="num">{count(people)}</span>
          </p>
        ))}
      </th>
      <td class="right num">
        <Behind
          cell={row.people > 0 ? row.cell : null}
          of={`In the stage ${humanise(row.stage).toLowerCase()}`}
          site={site}
        >
          {count(row.people)}
        </Behind>
      </td>
      <td class="right num">{count(row.entered)}</td>
      <Share of={row.conversion} />
      <Share of={row.drop_off} />
      <td class="right num">
        {row.time.p50 === null ? '–' : roughSpan(Math.round(row.time.p50) * 1000)}
      </td>
    </tr>
  );
}

function Share({ of }: { of: Rate }): JSX.Element {
  return (
    <td class="right num">
      {rate(of)}
      <span class="cell-sure muted">{interval(of)}</span>
    </td>
  );
}
