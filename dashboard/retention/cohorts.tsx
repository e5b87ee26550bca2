import type { JSX } from 'preact';
import type { Cohort, CohortCell, Retention } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { count, interval, percent, rate } from '../format/number.ts';
import { Behind } from '../parts/behind.tsx';
import { humanise } from '../format/words.ts';
import { periodName } from '../format/period.ts';

interface CohortsProps {
  retention: Retention;
  period: string;
  site: Site;
}

/** A row a cohort, a column a period after the first. What is not over yet is empty, never 0. */
export function Cohorts({ retention, period, site }: CohortsProps): JSX.Element {
  const begun = retention.cohorts.findIndex(({ people }) => people > 0);
  const cohorts = retention.cohorts.slice(Math.max(begun, 0));
  const last = Math.max(...cohorts.flatMap(({ cells }) => cells.filter(isSeen).map(at)), 1);
  const most = Math.max(...cohorts.flatMap(({ cells }) => cells.slice(1).map(shareOf)), 0.01);
  return (
    <section class="card" aria-labelledby="cohorts-name">
      <div class="card-head">
        <h2 id="cohorts-name">Who comes back</h2>
        <p class="muted small">Share of each cohort. Empty: the {period} is not over for all.</p>
      </div>
      <div class="scroll-x" role="region" aria-label="Cohorts" tabIndex={0}>
        <table class="cohorts">
          <thead>
            <tr>
              <th scope="col">Cohort</th>
              <th scope="col" class="right">
                People
              </th>
              {Array.from({ length: last }, (_, index) => (
                <th key={index} scope="col" class="right">
                  {humanise(period)} {index + 1}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Mean retention={retention} last={last} />
            {cohorts.map((cohort) => (
              <Row key={cohort.day} {...{ cohort, last, most, period, site }} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function at({ period }: CohortCell): number {
  return period;
}

function isSeen({ in_progress, returned }: CohortCell): boolean {
  return !in_progress || returned.n > 0;
}

function shareOf({ returned }: CohortCell): number {
  return returned.value ?? 0;
}

/** Weighted: everybody of the cohorts whose period is over. */
function Mean({ retention, last }: { retention: Retention; last: number }): JSX.Element {
  const people = retention.cohorts.reduce((sum, cohort) => sum + cohort.people, 0);
  return (
    <tr class="cohorts-mean">
      <th scope="row">All together</th>
      <td class="right num">{count(people)}</td>
      {retention.mean.slice(1, last + 1).map(({ period, returned }) => (
        <td key={period} class="right num" title={interval(returned)}>
          {returned.value === null ? <NotOver /> : rate(returned)}
        </td>
      ))}
    </tr>
  );
}

interface RowProps {
  cohort: Cohort;
  last: number;
  most: number;
  period: string;
  site: Site;
}

function Row({ cohort, last, most, period, site }: RowProps): JSX.Element {
  const name = periodName(cohort.day, period);
  const [all] = cohort.cells;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="right num">
        <Behind cell={all?.cell} of={`Cohort of the ${period} of ${name}`} site={site}>
          {count(cohort.people)}
        </Behind>
      </td>
      {cohort.cells.slice(1, last + 1).map((cell) => (
        <td key={cell.period} class={`right num ${heat(cell, most)}`} title={sureOf(cell)}>
          {cell.returned.value === null || cohort.people === 0 ? (
            <NotOver />
          ) : (
            <Behind
              cell={cell.cell}
              of={`Cohort of the ${period} of ${name}, back in ${period} ${cell.period}`}
              site={site}
            >
              {percent(cell.returned.value)}
              <span class="cell-sure muted">{count(cell.returned.n)}</span>
            </Behind>
          )}
        </td>
      ))}
    </tr>
  );
}

function NotOver(): JSX.Element {
  return <span class="unseen">not over yet</span>;
}

function sureOf({ in_progress, returned }: CohortCell): string | undefined {
  if (!in_progress) return interval(returned);
  return returned.n > 0 ? `Not over yet: ${count(returned.n)} so far` : undefined;
}

/** Eight steps of the accent, the fullest for the highest share of the table. */
function heat({ returned }: CohortCell, most: number): string {
  if (returned.value === null) return 'heat-none';
  return `heat-${Math.round((returned.value / most) * 8)}`;
}
