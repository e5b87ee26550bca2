import type { JSX } from 'preact';
import type { FunnelPeriod } from '../api/shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { count, interval, rate } from '../format/number.ts';
import { periodName } from '../format/period.ts';
import { humanise } from '../format/words.ts';
import { Rows } from '../parts/rows.tsx';

interface ByPeriodProps {
  periods: FunnelPeriod[];
  period: string;
}

/** How those went on who began in each period. */
export function ByPeriod({ periods, period }: ByPeriodProps): JSX.Element {
  const most = Math.max(...periods.map(({ conversion }) => conversion.value ?? 0), 0.0001);
  return (
    <section class="card" aria-labelledby="trend-name">
      <div class="card-head">
        <h2 id="trend-name">By when they began</h2>
        <p class="muted small">Whoever still has time may yet convert.</p>
      </div>
      <Rows
        label="Trend"
        columns={[humanise(period), 'Began', 'Converted', 'Conversion', 'Still have time']}
      >
        {periods.map((one) => (
          <tr key={one.day}>
            <th scope="row" class="row-key">
              {periodName(one.day, period)}
              <Bar share={(one.conversion.value ?? 0) / most} />
            </th>
            <td class="right num">{count(one.people)}</td>
            <td class="right num">{count(one.converted)}</td>
            <td class="right num">
              {rate(one.conversion)}
              <span class="cell-sure muted">{interval(one.conversion)}</span>
            </td>
            <td class="right num">{count(one.in_progress)}</td>
          </tr>
        ))}
      </Rows>
    </section>
  );
}
