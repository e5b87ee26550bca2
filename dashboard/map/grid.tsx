import type { JSX } from 'preact';
import type { JourneyMap, MapStage } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { humanise } from '../format/words.ts';
import { Stage, stageClass } from '../parts/stage.tsx';
import { Feelings } from './feelings.tsx';
import { LANES, type Where } from './lanes.tsx';

/** Stages side by side, a lane for each thing that is asked of them. */
export function MapGrid({ map, site }: { map: JourneyMap; site: Site }): JSX.Element {
  const { stages } = map;
  return (
    <section class="card" aria-labelledby="map-name">
      <div class="card-head">
        <h2 id="map-name">Stage by stage</h2>
        <p class="muted small">What begins a stage is in that stage. Numbers open their people.</p>
      </div>
      <div class="scroll-x" role="region" aria-label="Journey map" tabIndex={0}>
        <table class="map">
          <thead>
            <tr>
              <td />
              {stages.map(({ stage }) => (
                <th key={stage} scope="col" class={stageClass(stage)}>
                  <Stage stage={{ name: stage }} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {LANES.map(({ name, note, show }) => (
              <tr key={name}>
                <LaneName name={name} note={note} />
                {stages.map((one) => (
                  <td key={one.stage}>{show(one, whereOf(one, map, site))}</td>
                ))}
              </tr>
            ))}
            <tr>
              <LaneName name="How they feel" note="−2 to 2, by surveys and by behaviour" />
              <td colSpan={stages.length} class="map-feelings">
                <Feelings stages={stages} />
              </td>
            </tr>
          </tbody>
        </table>
      </div>
    </section>
  );
}

function LaneName({ name, note }: { name: string; note: string }): JSX.Element {
  return (
    <th scope="row">
      {name}
      <span class="muted small">{note}</span>
    </th>
  );
}

function whereOf({ stage }: MapStage, { flow }: JourneyMap, site: Site): Where {
  const lapse = flow.find(({ from, to }) => from === stage && to === 'lapsed');
  return { site, stage: humanise(stage).toLowerCase(), lapsed: lapse?.cell ?? null };
}
