import type { JSX } from 'preact';
import type { Friction, FrictionRow } from '../api/report-shapes.ts';
import type { Money, Site } from '../api/shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { monies } from '../format/money.ts';
import { count, parts, plural } from '../format/number.ts';
import { humanise } from '../format/words.ts';
import { Behind } from '../parts/behind.tsx';
import { Choices } from '../parts/choices.tsx';
import { Rows } from '../parts/rows.tsx';
import { useView } from '../shell/use-view.ts';
import { FRICTION_BY, points, signalText } from './words.ts';

/** The API's name of what was too rare to stand alone. */
const OTHER = '(other)';

interface RowsProps {
  by: string;
  friction: Friction;
  site: Site;
}

/** What is associated with most missing conversions comes first. */
export function FrictionRows({ by, friction, site }: RowsProps): JSX.Element {
  const [, change] = useView();
  const { rows, tested, untested } = friction;
  const most = Math.max(...rows.map(({ missing }) => missing.conversions), 0) || 1;
  return (
    <section class="card" aria-labelledby="friction-name">
      <div class="card-head">
        <h2 id="friction-name">Fix this first</h2>
        <Choices
          label="Tell apart by"
          options={FRICTION_BY}
          value={by}
          onChoose={(value) => change({ by: value })}
        />
      </div>
      <p class="muted card-note">
        Who met with it after a step, beside others alike by device, channel, pages seen and whether
        they are new. A difference is associated with it, which does not prove that it is the cause.
        {tested > 0 &&
          ` ${plural(tested, 'comparison')}; ${count(untested)} more were met by too few people.`}
      </p>
      {rows.some(({ key }) => key === OTHER) && (
        <p class="muted card-note">
          <bdi>{OTHER}</bdi> is all that fewer than 30 people met with and that is of one kind,
          after one step, taken together.
        </p>
      )}
      {rows.length === 0 && (
        <p class="card-note">
          Nothing here was met by 30 people who can be compared. Choose a longer range.
        </p>
      )}
      {rows.length > 0 && (
        <Rows
          label="Friction by what is missing"
          columns={[
            'Friction',
            'Missing at least',
            'Probably',
            'Conversions',
            'Met with it',
            'Left',
            'Points',
          ]}
        >
          {rows.map((row) => (
            <Row key={`${row.nth} ${row.signal} ${row.key}`} row={row} most={most} site={site} />
          ))}
        </Rows>
      )}
    </section>
  );
}

function Row({ row, most, site }: { row: FrictionRow; most: number; site: Site }): JSX.Element {
  const { signal, key, step, exposed, converted, missing, difference, stands, cells } = row;
  const [low, high] = difference.ci95;
  return (
    <tr>
      <th scope="row" class="row-key">
        {signalText(signal)} {key !== '(any)' && <bdi class="muted">{key}</bdi>}
        <span class="muted small">
          {` after ${humanise(step)}${stands ? '' : ', may be chance'}`}
        </span>
        <Bar share={missing.conversions_at_least / most} />
      </th>
      <td class="right num">
        <strong>{worth(missing.value_at_least, missing.conversions_at_least, site)}</strong>
      </td>
      <td class="right num">{worth(missing.value, missing.conversions, site)}</td>
      <td class="right num">{parts(missing.conversions)}</td>
      <td class="right num">
        <Behind cell={cells.exposed} of={`Met with ${nameOf(row)}`} site={site}>
          {count(exposed)}
        </Behind>
      </td>
      <td class="right num">
        <Behind cell={cells.missing} of={`Met with ${nameOf(row)}, did not convert`} site={site}>
          {count(exposed - converted.exposed.n)}
        </Behind>
      </td>
      <td class="right num" title={`95 %: ${points(low)} to ${points(high)}`}>
        {points(difference.value)}{' '}
        <span class="muted small">{`${points(low)} to ${points(high)}`}</span>
      </td>
    </tr>
  );
}

/** Money where orders have some, else conversions. */
function worth(value: Money[], conversions: number, { currency }: Site): string {
  if (conversions <= 0) return '–';
  return value.length === 0 ? parts(conversions) : monies(value, currency);
}

function nameOf({ signal, key, step }: FrictionRow): string {
  const on = key === '(any)' ? '' : ` on ${key}`;
  return `${signalText(signal).toLowerCase()}${on} after ${humanise(step)}`;
}
