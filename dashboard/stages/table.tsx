import type { JSX } from 'preact';
import type { StageRow, Stages } from '../api/report-shapes.ts';
import type { Rate, Site } from '../api/shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { count, interval, rate } from '../format/number.ts';
import { roughSpan } from '../format/time.ts';
import { humanise } from '../format/words.ts';
import { Behind, type Whose } from '../parts/behind.tsx';
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
  const name = humanise(row.stage);
  const stage = name.toLowerCase();
  const { entered, conversion, drop_off } = row.cells;
  return (
    <tr>
      <th scope="row" class={`row-key stage-bar ${stageClass(row.stage)}`}>
        <Stage stage={{ name: row.stage }} />
        <Bar share={row.people / most} />
        {row.reasons.map(({ because, reason, people, cell }) => (
          <p key={because} class="muted small stage-reason">
            <bdi>{reason}</bdi>{' '}
            <span class="num">
              <Behind cell={cell} of={`${name}: ${reason}`} site={site}>
                {count(people)}
              </Behind>
            </span>
          </p>
        ))}
      </th>
      <td class="right num">
        <Behind cell={row.people > 0 ? row.cell : null} of={`In the stage ${stage}`} site={site}>
          {count(row.people)}
        </Behind>
      </td>
      <td class="right num">
        <Behind cell={row.entered > 0 ? entered : null} of={`Came into ${stage}`} site={site}>
          {count(row.entered)}
        </Behind>
      </td>
      <Share rate={row.conversion} cell={conversion} of={`Went on from ${stage}`} site={site} />
      <Share rate={row.drop_off} cell={drop_off} of={`Lapsed from ${stage}`} site={site} />
      <td class="right num">
        {row.time.p50 === null ? '–' : roughSpan(Math.round(row.time.p50) * 1000)}
      </td>
    </tr>
  );
}

function Share({ rate: share, cell, of, site }: Whose & { rate: Rate }): JSX.Element {
  return (
    <td class="right num">
      <Behind cell={share.n > 0 ? cell : null} of={of} site={site}>
        {rate(share)}
      </Behind>
      <span class="cell-sure muted">{interval(share)}</span>
    </td>
  );
}
