import type { JSX } from 'preact';
import type { OverviewRow, Site } from '../api/shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { monies } from '../format/money.ts';
import { count, interval, rate } from '../format/number.ts';
import { country, humanise } from '../format/words.ts';
import { Channel, channelClass } from '../parts/channel.tsx';
import { useView } from '../shell/use-view.ts';
import { Rows } from '../parts/rows.tsx';

const BY = [
  ['channel', 'Channel'],
  ['page', 'Page'],
  ['country', 'Country'],
  ['device', 'Device'],
  ['campaign', 'Campaign'],
] as const;

type By = (typeof BY)[number][0];

export function breakdownOf(view: Record<string, string | undefined>): By {
  return BY.find(([by]) => by === view['by'])?.[0] ?? 'channel';
}

interface BreakdownProps {
  by: By;
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
          {BY.map(([each, label]) => (
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
  by: By;
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
        <tr key={row.key}>
          <th scope="row" class={by === 'channel' ? `row-key ${channelClass(row.key)}` : 'row-key'}>
            <Key by={by} value={row.key} />
            <Bar share={(row.sessions ?? 0) / most} />
          </th>
          <td class="right num">{count(row.sessions)}</td>
          <td class="right num">{count(row.customers)}</td>
          <td class="right num">{count(row.orders)}</td>
          <td class="right num" title={interval(row.conversion)}>
            {rate(row.conversion)}
          </td>
          <td class="right num">{monies(row.revenue, site.currency)}</td>
        </tr>
      ))}
    </Rows>
  );
}

function Key({ by, value }: { by: By; value: string | null }): JSX.Element {
  if (value === null || value === '') return <span class="muted">(not set)</span>;
  if (by === 'channel' && !value.startsWith('(')) return <Channel name={value} />;
  if (by === 'country') return <bdi>{country(value)}</bdi>;
  return <bdi>{by === 'device' ? humanise(value) : value}</bdi>;
}
