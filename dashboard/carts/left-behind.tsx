import type { JSX } from 'preact';
import type { CartRow } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { monies } from '../format/money.ts';
import { count } from '../format/number.ts';
import { Behind } from '../parts/behind.tsx';
import { channelClass } from '../parts/channel.tsx';
import { Choices } from '../parts/choices.tsx';
import { Key, keyText } from '../parts/key.tsx';
import { CART_BY } from '../questions/traffic.ts';
import { useView } from '../shell/use-view.ts';
import { Rows } from '../parts/rows.tsx';

interface LeftProps {
  by: string;
  rows: CartRow[];
  site: Site;
}

/** Carts that were left behind, by where or by whom. */
export function LeftBehind({ by, rows, site }: LeftProps): JSX.Element {
  const [, change] = useView();
  const most = Math.max(...rows.map(({ carts }) => carts), 1);
  return (
    <section class="card" aria-labelledby="left-name">
      <div class="card-head">
        <h2 id="left-name">Where they are left</h2>
        <Choices
          label="Break down by"
          options={CART_BY}
          value={by}
          onChoose={(value) => change({ by: value })}
        />
      </div>
      {rows.length === 0 ? (
        <p class="muted card-note">No cart was left behind in this range.</p>
      ) : (
        <Rows
          label="Carts left behind"
          columns={[
            CART_BY.find(([each]) => each === by)?.[1] ?? '',
            'Left',
            'Customers',
            'In the carts',
            'Recovered',
          ]}
        >
          {rows.map((row) => (
            <tr key={row.key}>
              <th
                scope="row"
                class={by === 'channel' ? `row-key ${channelClass(row.key)}` : 'row-key'}
              >
                <Key by={by} value={row.key} />
                <Bar share={row.carts / most} />
              </th>
              <td class="right num">{count(row.carts)}</td>
              <td class="right num">
                <Behind
                  cell={row.cell}
                  of={`Left a cart behind: ${keyText(by, row.key)}`}
                  site={site}
                >
                  {count(row.customers)}
                </Behind>
              </td>
              <td class="right num">{monies(row.value, site.currency)}</td>
              <td class="right num">{count(row.recovered)}</td>
            </tr>
          ))}
        </Rows>
      )}
    </section>
  );
}
