import type { JSX } from 'preact';
import type { AttributionRow } from '../api/report-shapes.ts';
import { Spread } from '../charts/spread.tsx';
import { parts } from '../format/number.ts';
import { channelClass } from '../parts/channel.tsx';
import { Key } from '../parts/key.tsx';
import { Rows } from '../parts/rows.tsx';
import { MODELS } from './models.ts';

interface DisagreementProps {
  by: string;
  /** The one that is looked at. */
  model: string;
  rows: AttributionRow[];
}

/** All models side by side: where they say the same, it does not matter which is believed. */
export function Disagreement({ by, model, rows }: DisagreementProps): JSX.Element {
  const valuesOf = ({ models }: AttributionRow): number[] =>
    MODELS.map(([name]) => models[name]?.conversions ?? 0);
  const most = Math.max(...rows.flatMap(valuesOf), 0);
  return (
    <section class="card" aria-labelledby="models-name">
      <div class="card-head">
        <h2 id="models-name">Where the models disagree</h2>
      </div>
      <Rows
        label="Conversions by model"
        columns={['Touch', 'Apart', ...MODELS.map(([, name]) => name)]}
      >
        {rows.map((row) => (
          <tr key={row.touch}>
            <th
              scope="row"
              class={by === 'channel' ? `row-key ${channelClass(row.touch)}` : 'row-key'}
            >
              <Key by={by} value={row.touch} />
              <Spread
                values={valuesOf(row)}
                value={row.models[model]?.conversions ?? 0}
                most={most}
              />
            </th>
            <td class="right num">
              <strong>{parts(row.disagreement)}</strong>
            </td>
            {MODELS.map(([name]) => (
              <td key={name} class={name === model ? 'right num' : 'right num muted'}>
                {parts(row.models[name]?.conversions)}
              </td>
            ))}
          </tr>
        ))}
      </Rows>
    </section>
  );
}
