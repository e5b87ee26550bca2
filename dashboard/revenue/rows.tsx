import type { JSX } from 'preact';
import type { RevenueRow } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { mainOf, monies } from '../format/money.ts';
import { count } from '../format/number.ts';
import { Behind } from '../parts/behind.tsx';
import { channelClass } from '../parts/channel.tsx';
import { Choices } from '../parts/choices.tsx';
import { Key, keyText } from '../parts/key.tsx';
import { REVENUE_BY } from '../questions/traffic.ts';
import { useView } from '../shell/use-view.ts';
import { Rows } from '../parts/rows.tsx';

/** As the report calls it. */
const NOT_ITEMISED = '(not itemised)';

interface RowsProps {
  by: string;
  rows: RevenueRow[];
  site: Site;
}

/** What the money was spent on, or where those came from who spent it. */
export function RevenueRows({ by, rows, site }: RowsProps): JSX.Element {
  const [, change] = useView();
  const pieces = by === 'product' ? ['Pieces'] : [];
  return (
    <section class="card" aria-labelledby="by-name">
      <div class="card-head">
        <h2 id="by-name">What it is made of</h2>
        <Choices
          label="Break down by"
          options={REVENUE_BY}
          value={by}
          onChoose={(value) => change({ by: value })}
        />
      </div>
      <Rows
        label="Revenue by part"
        columns={[
          REVENUE_BY.find(([each]) => each === by)?.[1] ?? '',
          'Revenue',
          'Orders',
          'Customers',
          ...pieces,
          'Refunds',
          'Net',
        ]}
      >
        {rows.map((row) => (
          <Row key={row.key} row={row} most={mostOf(rows, site)} by={by} site={site} />
        ))}
      </Rows>
    </section>
  );
}

function mostOf(rows: RevenueRow[], { currency }: Site): number {
  return Math.max(...rows.map(({ revenue }) => mainOf(revenue, currency).minor ?? 0), 1);
}

interface RowProps {
  row: RevenueRow;
  most: number;
  by: string;
  site: Site;
}

function Row({ row, most, by, site }: RowProps): JSX.Element {
  const { currency } = site;
  return (
    <tr>
      <th scope="row" class={by === 'channel' ? `row-key ${channelClass(row.key)}` : 'row-key'}>
        <Key by={by} value={row.key} />
        {row.key === NOT_ITEMISED && (
          <span class="muted small"> coupons, and what no item accounts for</span>
        )}
        <Bar share={(mainOf(row.revenue, currency).minor ?? 0) / most} />
      </th>
      <td class="right num">{monies(row.revenue, currency)}</td>
      <td class="right num">{count(row.orders)}</td>
      <td class="right num">
        <Behind
          cell={row.customers > 0 ? row.cell : null}
          of={`Ordered: ${keyText(by, row.key)}`}
          site={site}
        >
          {count(row.customers)}
        </Behind>
      </td>
      {by === 'product' && <td class="right num">{count(row.quantity)}</td>}
      <td class="right num">{monies(row.refunds, currency)}</td>
      <td class="right num">{monies(row.net, currency)}</td>
    </tr>
  );
}
