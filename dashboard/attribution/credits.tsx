import type { JSX } from 'preact';
import type { AttributionRow, Credit } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { monies } from '../format/money.ts';
import { count, parts } from '../format/number.ts';
import { Behind } from '../parts/behind.tsx';
import { channelClass } from '../parts/channel.tsx';
import { Choices } from '../parts/choices.tsx';
import { Key, keyText } from '../parts/key.tsx';
import { Rows } from '../parts/rows.tsx';
import { useView } from '../shell/use-view.ts';
import { TOUCH_BY, WORDS } from './models.ts';

interface CreditsProps {
  by: string;
  model: string;
  rows: AttributionRow[];
  site: Site;
}

/** What one model credits, with how sure it is. */
export function Credits({ by, model, rows, site }: CreditsProps): JSX.Element {
  const [, change] = useView();
  const most = Math.max(...rows.map((row) => row.models[model]?.conversions ?? 0), 0) || 1;
  return (
    <section class="card" aria-labelledby="credits-name">
      <div class="card-head">
        <h2 id="credits-name">What led to them</h2>
        <Choices
          label="Credit by"
          options={TOUCH_BY}
          value={by}
          onChoose={(value) => change({ by: value })}
        />
      </div>
      <p class="muted card-note">{WORDS[model]} It is no proof that a touch was the cause.</p>
      <Rows
        label="Credited conversions"
        columns={[
          TOUCH_BY.find(([each]) => each === by)?.[1] ?? '',
          'Conversions',
          '95 %',
          'Worth',
          'Took part in',
          'Customers',
        ]}
      >
        {rows.map((row) => (
          <tr key={row.touch}>
            <th
              scope="row"
              class={by === 'channel' ? `row-key ${channelClass(row.touch)}` : 'row-key'}
            >
              <Key by={by} value={row.touch} />
              <Bar share={(row.models[model]?.conversions ?? 0) / most} />
            </th>
            <td class="right num">{parts(row.models[model]?.conversions)}</td>
            <td class="right num muted">{between(row.models[model])}</td>
            <td class="right num">{monies(row.models[model]?.value, site.currency)}</td>
            <td class="right num">{count(row.participation)}</td>
            <td class="right num">
              <Behind cell={row.cell} of={`Converted after ${keyText(by, row.touch)}`} site={site}>
                {count(row.customers)}
              </Behind>
            </td>
          </tr>
        ))}
      </Rows>
    </section>
  );
}

function between(credit: Credit | undefined): string {
  if (!credit?.ci95) return '–';
  const [low, high] = credit.ci95;
  return `${parts(low)} – ${parts(high)}`;
}
