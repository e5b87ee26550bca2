import type { JSX } from 'preact';
import type { Carts, CartState } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { monies } from '../format/money.ts';
import { count, percent } from '../format/number.ts';
import { humanise } from '../format/words.ts';
import { Behind } from '../parts/behind.tsx';
import { Rows } from '../parts/rows.tsx';

const MEANINGS: Record<string, string> = {
  open: 'touched within the last hour',
  ordered: 'ordered straight away',
  abandoned: 'left for over an hour',
  recovered: 'left, and ordered later',
  expired: 'left for 30 days',
  emptied: 'nothing left in it',
};

/** What became of the carts that were begun in the range. */
export function CartStates({ carts, site }: { carts: Carts; site: Site }): JSX.Element {
  return (
    <section class="card" aria-labelledby="states-name">
      <div class="card-head">
        <h2 id="states-name">What became of them</h2>
      </div>
      <Rows
        label="Carts by state"
        columns={['State', 'Carts', 'Share', 'Customers', 'In the carts', 'Ordered']}
      >
        {carts.states.map((row) => (
          <Row key={row.state} row={row} all={carts.carts} site={site} />
        ))}
      </Rows>
    </section>
  );
}

function Row({ row, all, site }: { row: CartState; all: number; site: Site }): JSX.Element {
  const share = row.carts / Math.max(all, 1);
  return (
    <tr>
      <th scope="row" class="row-key">
        {humanise(row.state)} <span class="muted small">{MEANINGS[row.state]}</span>
        <Bar share={share} />
      </th>
      <td class="right num">{count(row.carts)}</td>
      <td class="right num">{percent(share)}</td>
      <td class="right num">
        <Behind
          cell={row.customers > 0 ? row.cell : null}
          of={`With a cart that was ${row.state}`}
          site={site}
        >
          {count(row.customers)}
        </Behind>
      </td>
      <td class="right num">{monies(row.value, site.currency)}</td>
      <td class="right num">{monies(row.revenue, site.currency)}</td>
    </tr>
  );
}
