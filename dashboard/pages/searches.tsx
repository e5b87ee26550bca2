import type { JSX } from 'preact';
import type { SearchTerm, SearchTerms } from '../api/report-shapes.ts';
import type { Rate, Site } from '../api/shapes.ts';
import { Bar } from '../charts/bar.tsx';
import { countBefore } from '../format/change.ts';
import { count, interval, plural, rate } from '../format/number.ts';
import { Behind } from '../parts/behind.tsx';
import { CompareChoice } from '../parts/compare.tsx';
import { Figure, RateFigure } from '../parts/figure.tsx';
import { ReportPage } from '../parts/report-page.tsx';
import { Rows } from '../parts/rows.tsx';
import { Empty } from '../parts/states.tsx';
import { searchesQuestion } from '../questions/traffic.ts';
import { useReport } from '../questions/use-report.ts';
import { useView } from '../shell/use-view.ts';

/** What people search for on the site, and what comes of it. */
export function SearchesPage({ site }: { site: Site }): JSX.Element {
  const [view] = useView();
  const report = useReport<SearchTerms>(site, searchesQuestion, view);
  return (
    <ReportPage question={searchesQuestion} report={report} site={site} tools={<CompareChoice />}>
      {(terms) =>
        terms.searches === 0 ? (
          <Empty title="Nobody searched in this range">
            <p>
              Searches are the events <code>search</code> and <code>view_search_results</code> with
              a <code>search_term</code>.
            </p>
          </Empty>
        ) : (
          <>
            <SearchFigures terms={terms} />
            <Terms terms={terms} site={site} />
          </>
        )
      }
    </ReportPage>
  );
}

function SearchFigures({ terms }: { terms: SearchTerms }): JSX.Element {
  const { compare } = terms;
  return (
    <dl class="card figures figures-4">
      <Figure
        name="Searches"
        value={terms.searches}
        before={countBefore(terms.searches, compare?.searches)}
      >
        {`${plural(terms.terms, 'term')}, ${plural(terms.customers, 'customer')}`}
      </Figure>
      <RateFigure name="Followed" of={terms.followed} before={compare?.followed} />
      <RateFigure
        name="Without results"
        of={terms.without_results}
        before={compare?.without_results}
      />
      <RateFigure name="Conversion" of={terms.conversion} before={compare?.conversion} />
    </dl>
  );
}

const RATES: readonly [
  name: 'followed' | 'refined' | 'left' | 'without_results' | 'conversion',
  label: string,
][] = [
  ['followed', 'Followed'],
  ['refined', 'Searched anew'],
  ['left', 'Left'],
  ['without_results', 'No results'],
  ['conversion', 'Conversion'],
];

function Terms({ terms, site }: { terms: SearchTerms; site: Site }): JSX.Element {
  const own = terms.rows.filter(({ key }) => key !== '(other)');
  const most = Math.max(...own.map(({ searches }) => searches), 1);
  return (
    <section class="card" aria-labelledby="terms-name">
      <div class="card-head">
        <h2 id="terms-name">What they search for</h2>
      </div>
      <Rows
        label="Search terms"
        columns={['Term', 'Searches', 'Customers', ...RATES.map(([, label]) => label)]}
      >
        {terms.rows.map((row) => (
          <Row key={row.key} row={row} most={most} site={site} />
        ))}
      </Rows>
    </section>
  );
}

function Row({ row, most, site }: { row: SearchTerm; most: number; site: Site }): JSX.Element {
  return (
    <tr>
      <th scope="row" class="row-key">
        <bdi>{row.key}</bdi>
        <Bar share={row.searches / most} />
      </th>
      <td class="right num">{count(row.searches)}</td>
      <td class="right num">
        <Behind cell={row.cell} of={`Searched for ${row.key}`} site={site}>
          {count(row.customers)}
        </Behind>
      </td>
      {RATES.map(([name]) => (
        <Share key={name} of={row[name]} />
      ))}
    </tr>
  );
}

function Share({ of }: { of: Rate }): JSX.Element {
  return (
    <td class="right num" title={interval(of)}>
      {rate(of)}
    </td>
  );
}
