import type { JSX } from 'preact';
import type { Explain, ExplainRow } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { count, rate } from '../format/number.ts';
import { Behind } from '../parts/behind.tsx';
import { channelClass } from '../parts/channel.tsx';
import { Choice } from '../parts/choice.tsx';
import { Key, keyText } from '../parts/key.tsx';
import { Rows } from '../parts/rows.tsx';
import { useView } from '../shell/use-view.ts';
import { FIELD_OPTIONS, fieldName, type Measured } from './words.ts';

interface ChangeRowsProps {
  data: Explain;
  measured: Measured;
  site: Site;
  /** The field is asked for, not found. */
  isChosen: boolean;
}

/** What each value of one field brought: together exactly the change. */
export function ChangeRows({ data, measured, site, isChosen }: ChangeRowsProps): JSX.Element {
  const [, change] = useView();
  const { by, rows } = data;
  const most = Math.max(...rows.map(({ contribution }) => Math.abs(contribution.value)), 0) || 1;
  return (
    <section class="card" aria-labelledby="changes-name">
      <div class="card-head">
        <h2 id="changes-name">What each brought</h2>
        <Choice
          label="Tell apart by"
          options={[['', `By ${fieldName(by).toLowerCase()}, found`], ...FIELD_OPTIONS]}
          value={isChosen ? by : ''}
          onChoose={(value) => change({ by: value })}
        />
      </div>
      <p class="muted card-note">
        The rows add up to the change: by there being more or fewer of them, and by what they did
        themselves.
      </p>
      <Rows
        label="Parts of the change"
        columns={[
          fieldName(by),
          `Brought${measured.unit}`,
          `By more or fewer${measured.unit}`,
          `By what they did${measured.unit}`,
          'Now',
          'Before',
          'Share now',
          'Share before',
        ]}
      >
        {rows.map((row) => (
          <Row
            key={row.key}
            by={by}
            whole={data.change?.value ?? 0}
            row={row}
            most={most}
            measured={measured}
            site={site}
          />
        ))}
      </Rows>
    </section>
  );
}

interface RowProps {
  by: string;
  /** The change of all. */
  whole: number;
  row: ExplainRow;
  most: number;
  measured: Measured;
  site: Site;
}

function Row({ by, whole, row, most, measured, site }: RowProps): JSX.Element {
  const {
    key,
    now,
    before,
    share,
    mix,
    rate: own,
    contribution,
    difference,
    beyond,
    stands,
    cells,
  } = row;
  const [low, high] = contribution.ci95;
  const text = keyText(by, key);
  return (
    <tr>
      <th scope="row" class={by === 'channel' ? `row-key ${channelClass(key)}` : 'row-key'}>
        <Key by={by} value={key} />
        {stands.beyond && (
          <span class="muted small">
            {beyond.value * whole > 0 ? ' more than its share' : ' less than its share'}
          </span>
        )}
        <Bar share={Math.abs(contribution.value) / most} />
      </th>
      <td class="right num" title={`95 %: ${measured.change(low)} to ${measured.change(high)}`}>
        <strong>{measured.change(contribution.value)}</strong>{' '}
        <span class="muted small">{`${measured.change(low)} to ${measured.change(high)}`}</span>
      </td>
      <td class="right num">{measured.change(mix)}</td>
      <td class="right num">
        {measured.change(own)}
        {difference !== null && !stands.difference && (
          <span class="muted small"> may be chance</span>
        )}
      </td>
      <td class="right num">
        {measured.level(now)}{' '}
        <span class="muted small">
          <Behind cell={cells.now_converted} of={`Converted now: ${text}`} site={site}>
            {count(now.n)}
          </Behind>
          {' of '}
          <Behind cell={cells.now} of={`There now: ${text}`} site={site}>
            {count(now.of)}
          </Behind>
        </span>
      </td>
      <td class="right num">
        {measured.level(before)}{' '}
        <span class="muted small">
          <Behind cell={cells.before_converted} of={`Converted before: ${text}`} site={site}>
            {count(before.n)}
          </Behind>
          {' of '}
          <Behind cell={cells.before} of={`There before: ${text}`} site={site}>
            {count(before.of)}
          </Behind>
        </span>
      </td>
      <td class="right num">{rate(share.now)}</td>
      <td class="right num">{rate(share.before)}</td>
    </tr>
  );
}
