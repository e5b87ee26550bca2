import type { JSX } from 'preact';
import type { StageMove } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { count } from '../format/number.ts';
import { humanise } from '../format/words.ts';
import { Behind } from '../parts/behind.tsx';
import { Stage } from '../parts/stage.tsx';

/** Who went from where to where in the range. */
export function Moves({ flow, site }: { flow: StageMove[]; site: Site }): JSX.Element {
  const most = Math.max(...flow.map(({ moves }) => moves), 1);
  return (
    <section class="card" aria-labelledby="moves-name">
      <div class="card-head">
        <h2 id="moves-name">How they move</h2>
        <p class="muted small">In the range. Somebody may move more than once.</p>
      </div>
      <div class="scroll-x" role="region" aria-label="Moves between stages" tabIndex={0}>
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">From, to</th>
              <th scope="col" class="right">
                People
              </th>
              <th scope="col" class="right">
                Moves
              </th>
            </tr>
          </thead>
          <tbody>
            {flow.map((move) => (
              <tr key={`${move.from} ${move.to}`}>
                <th scope="row" class="row-key move-key">
                  <span class="move">
                    {move.from === null ? (
                      <span class="muted">New</span>
                    ) : (
                      <Stage stage={{ name: move.from }} />
                    )}
                    <span aria-hidden="true">→</span>
                    <span class="unseen">to</span>
                    <Stage stage={{ name: move.to }} />
                  </span>
                  <Bar share={move.moves / most} />
                </th>
                <td class="right num">
                  <Behind cell={move.cell} of={said(move)} site={site}>
                    {count(move.people)}
                  </Behind>
                </td>
                <td class="right num">
                  <Behind cell={move.cell} of={said(move)} site={site}>
                    {count(move.moves)}
                  </Behind>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function said({ from, to }: StageMove): string {
  const came = from === null ? 'New' : humanise(from);
  return `${came} → ${humanise(to).toLowerCase()}`;
}
