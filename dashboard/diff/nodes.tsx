import type { JSX } from 'preact';
import type { Diff } from '../api/report-shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { sharePoints } from '../changes/words.ts';
import { count, percent } from '../format/number.ts';
import { Rows } from '../parts/rows.tsx';
import { nodeName } from '../paths/names.ts';

interface DiffNodesProps {
  data: Diff;
  names: { a: string; b: string };
  nodes: string;
}

/** Nodes that are worth a look. */
const MOST = 8;

/** Where journeys part: by how the conversion changes where one node leads as on the other side. */
export function DiffNodes({ data, names, nodes }: DiffNodesProps): JSX.Element | null {
  const states = data.states.filter(({ effect }) => effect !== null).slice(0, MOST);
  // Why there is none stands below, where the steps are.
  if (states.length === 0) return null;
  const most = Math.max(...states.map(({ effect }) => Math.abs(effect ?? 0)), 0) || 1;
  return (
    <section class="card" aria-labelledby="nodes-name">
      <div class="card-head">
        <h2 id="nodes-name">Where they part</h2>
      </div>
      <p class="muted card-note">
        How much of the difference goes by where people go from here: what the conversion of each
        side would be, were this one place left as the other side leaves it.
      </p>
      <Rows
        label="Nodes by their effect"
        columns={[
          'From',
          'Of the difference, points',
          `${names.a} as ${names.b.toLowerCase()}`,
          `${names.b} as ${names.a.toLowerCase()}`,
          `${names.a}: left`,
          `${names.b}: left`,
        ]}
      >
        {states.map(({ state, effect, swapped, departures }) => (
          <tr key={state}>
            <th scope="row" class="row-key">
              <bdi>{nodeName(state, nodes)}</bdi>
              <Bar share={Math.abs(effect ?? 0) / most} />
            </th>
            <td class="right num">
              <strong>{sharePoints(effect ?? 0)}</strong>
            </td>
            <td class="right num">{percent(swapped?.a)}</td>
            <td class="right num">{percent(swapped?.b)}</td>
            <td class="right num">{count(departures.a)}</td>
            <td class="right num">{count(departures.b)}</td>
          </tr>
        ))}
      </Rows>
    </section>
  );
}
