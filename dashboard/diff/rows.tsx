import type { JSX } from 'preact';
import type { Diff, DiffRow } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { sharePoints } from '../changes/words.ts';
import { count, plural, rate } from '../format/number.ts';
import { Behind } from '../parts/behind.tsx';
import { Rows } from '../parts/rows.tsx';
import { nodeName } from '../paths/names.ts';

interface DiffRowsProps {
  data: Diff;
  names: { a: string; b: string };
  nodes: string;
  site: Site;
}

/** Every step that both sides could have taken often enough, those of the node that matters most first. */
export function DiffRows({ data, names, nodes, site }: DiffRowsProps): JSX.Element {
  const { rows, tested, untested } = data;
  return (
    <section class="card" aria-labelledby="steps-name">
      <div class="card-head">
        <h2 id="steps-name">Step by step</h2>
      </div>
      <p class="muted card-note">
        Of the times that a place was left, how many led where next; somebody may leave it often. A
        difference is associated with a side, which does not prove that it is the cause.{' '}
        {plural(tested, 'step')} compared; {count(untested)} left too few times.
      </p>
      {rows.length === 0 && (
        <p class="card-note">
          No place was left 30 times on both sides. Choose a longer range, or shorter journeys.
        </p>
      )}
      {rows.length > 0 && (
        <Rows
          label="Steps by their part of the difference"
          columns={['Step', names.a, names.b, 'Points apart', 'Of the difference, points']}
        >
          {rows.map((row) => (
            <Row key={`${row.from}\n${row.to}`} row={row} names={names} nodes={nodes} site={site} />
          ))}
        </Rows>
      )}
    </section>
  );
}

interface RowProps {
  row: DiffRow;
  names: { a: string; b: string };
  nodes: string;
  site: Site;
}

function Row({ row, names, nodes, site }: RowProps): JSX.Element {
  const { from, to, a, b, difference, stands, part, cells } = row;
  const [left, come] = [nodeName(from, nodes), nodeName(to, nodes)];
  const [low, high] = difference.ci95;
  const share = (side: 'a' | 'b'): JSX.Element => (
    <td class="right num">
      {rate(side === 'a' ? a : b)}{' '}
      <span class="muted small">
        <Behind cell={cells[side]} of={`${names[side]}: from ${left} to ${come}`} site={site}>
          {count(row[side].n)}
        </Behind>
        {` of ${count(row[side].of)}`}
      </span>
    </td>
  );
  return (
    <tr>
      <th scope="row" class="row-key">
        <bdi class="muted">{left}</bdi> → <bdi>{come}</bdi>
        {!stands && <span class="muted small"> may be chance</span>}
      </th>
      {share('a')}
      {share('b')}
      <td class="right num">
        {sharePoints(difference.value)}{' '}
        <span class="muted small">{`${sharePoints(low)} to ${sharePoints(high)}`}</span>
      </td>
      <td class="right num">{sharePoints(part)}</td>
    </tr>
  );
}
