import type { JSX } from 'preact';
import type { PathRow } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { count, interval, rate } from '../format/number.ts';
import { Behind } from '../parts/behind.tsx';
import { isOwn, nodeName } from './names.ts';

interface WholeProps {
  rows: PathRow[];
  nodes: string;
  backward: boolean;
  site: Site;
}

/** Whole ways, most travelled first. */
export function Whole({ rows, nodes, backward, site }: WholeProps): JSX.Element {
  return (
    <section class="card" aria-labelledby="whole-name">
      <div class="card-head">
        <h2 id="whole-name">Whole ways</h2>
      </div>
      <div class="scroll-x" role="region" aria-label="Table of whole ways" tabIndex={0}>
        <table class="rows ways-table">
          <thead>
            <tr>
              <th scope="col">Way</th>
              {['People', 'Share', 'Conversion'].map((name) => (
                <th key={name} scope="col" class="right">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.nodes.join('\n')}>
                <th scope="row" class="row-key">
                  <Steps row={backward ? row.nodes.toReversed() : row.nodes} nodes={nodes} />
                  <Bar share={row.share.value ?? 0} />
                </th>
                <td class="right num">
                  <Behind cell={row.cell} of={said(row.nodes, nodes)} site={site}>
                    {count(row.people)}
                  </Behind>
                </td>
                <td class="right num">{rate(row.share)}</td>
                <td class="right num" title={interval(row.conversion)}>
                  {rate(row.conversion)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Steps({ row, nodes }: { row: string[]; nodes: string }): JSX.Element {
  return (
    <ol class="way-steps">
      {row.map((node, index) => (
        <li key={index} class={isOwn(node) ? undefined : 'muted'}>
          <bdi>{nodeName(node, nodes)}</bdi>
        </li>
      ))}
    </ol>
  );
}

function said(row: string[], nodes: string): string {
  return row.map((node) => nodeName(node, nodes)).join(' → ');
}
