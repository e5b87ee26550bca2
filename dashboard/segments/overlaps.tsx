import type { JSX } from 'preact';
import type { Intersection, Segments } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { count, rate } from '../format/number.ts';
import { Behind } from '../parts/behind.tsx';
import { Named } from './table.tsx';

interface OverlapProps {
  segments: Segments;
  site: Site;
}

/** Who is in which segments together, the most frequent first: each person is in one row. */
export function Overlaps({ segments, site }: OverlapProps): JSX.Element {
  const { rows, intersections } = segments;
  const most = Math.max(...intersections.map(({ people }) => people), 1);
  return (
    <>
      <section class="card" aria-labelledby="overlaps-name">
        <div class="card-head">
          <h2 id="overlaps-name">Who is in several</h2>
          <p class="muted small">Each person is in one row: in the segments with a mark only.</p>
        </div>
        <div class="scroll-x" role="region" aria-label="Intersections" tabIndex={0}>
          <table class="rows upset">
            <thead>
              <tr>
                <th scope="col">In exactly</th>
                {rows.map(({ nth, key }) => (
                  <th key={nth} scope="col" class="upset-dot" title={key}>
                    {nth}
                    <span class="unseen"> {key}</span>
                  </th>
                ))}
                <th scope="col" class="right">
                  People
                </th>
                <th scope="col" class="right">
                  Of everybody
                </th>
              </tr>
            </thead>
            <tbody>
              {intersections.map((one) => (
                <Exactly
                  key={one.segments?.join() ?? 'rest'}
                  one={one}
                  of={rows.length}
                  most={most}
                  site={site}
                />
              ))}
            </tbody>
          </table>
        </div>
      </section>
      {segments.pairs.some(({ a, b, people }) => a !== b && people > 0) && (
        <Pairs segments={segments} site={site} />
      )}
    </>
  );
}

interface ExactlyProps {
  one: Intersection;
  of: number;
  most: number;
  site: Site;
}

function Exactly({ one, of, most, site }: ExactlyProps): JSX.Element {
  const { key, segments, people, share, cell } = one;
  return (
    <tr>
      <th scope="row" class="row-key">
        {key.startsWith('(') ? <span class="muted">{key}</span> : <bdi>{key}</bdi>}
        <Bar share={people / most} />
      </th>
      {Array.from({ length: of }, (_, i) => (
        <td key={i} class="upset-dot">
          {segments && <span class={segments.includes(i + 1) ? 'upset-in' : ''} />}
        </td>
      ))}
      <td class="right num">
        <Behind cell={cell} of={`In ${key}, and in no other`} site={site}>
          {count(people)}
        </Behind>
      </td>
      <td class="right num">{rate(share)}</td>
    </tr>
  );
}

/** Of the people of a row, how many are in a column as well. */
function Pairs({ segments, site }: OverlapProps): JSX.Element {
  const { rows, pairs } = segments;
  return (
    <section class="card" aria-labelledby="pairs-name">
      <div class="card-head">
        <h2 id="pairs-name">Two by two</h2>
        <p class="muted small">Of the people of a row, the share that is in the column as well.</p>
      </div>
      <div class="scroll-x" role="region" aria-label="Pairs" tabIndex={0}>
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">Of these</th>
              {rows.map(({ nth, key }) => (
                <th key={nth} scope="col" class="right" title={key}>
                  {nth}
                  <span class="unseen"> {key}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ nth, key }) => (
              <tr key={nth}>
                <th scope="row" class="row-key">
                  <Named nth={nth} name={key} />
                </th>
                {rows.map((other) => {
                  const pair = pairs.find(
                    ({ a, b }) => a === Math.min(nth, other.nth) && b === Math.max(nth, other.nth),
                  );
                  if (pair === undefined) return <td key={other.nth} />;
                  return (
                    <td key={other.nth} class="right num">
                      <Behind cell={pair.cell} of={`In ${key} and in ${other.key}`} site={site}>
                        {rate(pair.a === nth ? pair.of_a : pair.of_b)}
                      </Behind>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
