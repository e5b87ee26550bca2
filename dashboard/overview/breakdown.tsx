import type { JSX } from 'preact';
import type { OverviewRow, Site } from '../api/shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { monies } from '../format/money.ts';
import { count, interval, rate } from '../format/number.ts';
import { humanise } from '../format/words.ts';
import { Behind } from '../parts/behind.tsx';
import { channelClass } from '../parts/channel.tsx';
import { Key, keyText } from '../parts/key.tsx';
import { OVERVIEW_BY } from '../questions/traffic.ts';
import { useView } from '../shell/use-view.ts';
import { Rows } from '../parts/rows.tsx';

interface BreakdownProps {
  by: string;
  rows: OverviewRow[] | undefined;
  site: Site;
}

/** The same numbers, apart by one property. */
export function Breakdown({ by, rows = [], site }: BreakdownProps): JSX.Element {
  const [, change] = useView();
  return (
    <section class="card" aria-labelledby="breakdown-name">
      <div class="card-head">
        <h2 id="breakdown-name">Where they come from</h2>
        <div class="choices" role="group" aria-label="Break down by">
          {OVERVIEW_BY.map(([each, label]) => (
            <button
              key={each}
              type="button"
              aria-pressed={each === by}
              onClick={() => change({ by: each })}
            >
              {label}
            </button>
          ))}
        </div>
      </div>
      {rows.length === 0 ? (
        <p class="muted card-note">Nothing to break down in this range.</p>
      ) : (
        <BreakdownRows by={by} rows={rows} site={site} />
      )}
    </section>
  );
}

function BreakdownRows({
  by,
  rows,
  site,
}: {
  by: string;
  rows: OverviewRow[];
  site: Site;
}): JSX.Element {
  const most = Math.max(...rows.map((row) => row.sessions ?? 0), 1);
  return (
    <Rows
      label="Breakdown"
      columns={[humanise(by), 'Sessions', 'Customers', 'Orders', 'Conversion', 'Revenue']}
    >
      {rows.map((row) => (
        <Row key={row.key} by={by} row={row} most={most} site={site} />
      ))}
    </Rows>
  );
}

interface RowProps {
  by: string;
  row: OverviewRow;
  /** Sessions of the longest bar. */
  most: number;
  site: Site;
}

function Row({ by, row, most, site }: RowProps): JSX.Element {
  const { cells } = row;
  const key = row.key ?? '';
  const name = keyText(by, key);
  return (
    <tr>
      <th scope="row" class={by === 'channel' ? `row-key ${channelClass(key)}` : 'row-key'}>
        <Key by={by} value={key} />
        <Bar share={(row.sessions ?? 0) / most} />
      </th>
      <td class="right num">{count(row.sessions)}</td>
      <td class="right num">
        <Behind cell={cells?.customers} of={`There: ${name}`} site={site}>
          {count(row.customers)}
        </Behind>
      </td>
      <td class="right num">
        <Behind cell={cells?.buyers} of={`Ordered: ${name}`} site={site}>
          {count(row.orders)}
        </Behind>
      </td>
      <td class="right num" title={interval(row.conversion)}>
        <Behind cell={cells?.converted} of={`Converted: ${name}`} site={site}>
          {rate(row.conversion)}
        </Behind>
      </td>
      <td class="right num">{monies(row.revenue, site.currency)}</td>
    </tr>
  );
}
