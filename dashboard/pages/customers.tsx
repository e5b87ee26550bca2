import type { JSX } from 'preact';
import { apiPath, pagePath, withQuery } from '../api/paths.ts';
import type { Customer, Site } from '../api/shapes.ts';
import { usePages } from '../api/use-pages.ts';
import { CustomerTable } from '../customers/table.tsx';
import { Choice, type Options } from '../parts/choice.tsx';
import { Icon } from '../parts/icon.tsx';
import { Search } from '../parts/search.tsx';
import { Empty, Failed, Loading, More } from '../parts/states.tsx';
import { WhoChoice } from '../parts/who.tsx';
import { whoAsked } from '../questions/who.ts';
import { Title } from '../shell/title.tsx';
import { useView } from '../shell/use-view.ts';

const SORTS: Options = [
  ['last_seen', 'Seen last'],
  ['first_seen', 'New first'],
  ['value', 'Most revenue'],
];

/** Everybody of the site, or those behind a number: find one, open their way. */
export function Customers({ site }: { site: Site }): JSX.Element {
  const [view, change] = useView();
  const { cell } = view;
  const sort = SORTS.find(([value]) => value === view['sort'])?.[0] ?? 'last_seen';
  const asked: Record<string, string | undefined> = cell
    ? { cell }
    : { q: view['q'], sort, ...whoAsked(view) };
  const list = usePages<Customer>(
    withQuery(apiPath(site.id, 'customers'), { ...asked, limit: '50' }),
  );
  return (
    <>
      <Title>Customers</Title>
      <div class="tools">
        {cell ? (
          <Chosen of={view['of']} site={site} />
        ) : (
          <>
            <Search
              label="Search customers"
              hint="Name, e-mail or id"
              value={view['q'] ?? ''}
              onSearch={(q) => change({ q })}
            />
            <Choice
              label="Order of the list"
              options={SORTS}
              value={sort}
              onChoose={(value) => change({ sort: value })}
            />
            <WhoChoice site={site} />
          </>
        )}
      </div>
      {list.error !== undefined && <Failed error={list.error} retry={list.retry} />}
      {list.fresh && list.items.length === 0 && <Loading lines={8} />}
      {list.items.length > 0 && (
        <CustomerTable customers={list.items} site={site} busy={list.fresh} />
      )}
      {!list.fresh &&
        list.items.length === 0 &&
        list.error === undefined &&
        (cell ? (
          <NobodyBehind />
        ) : (
          <NoCustomers
            searched={view['q']}
            isNarrowed={Boolean(view['segment'] || view['filter'])}
            site={site}
          />
        ))}
      <More more={list.more} loading={list.loading} what="customers" />
    </>
  );
}

/** Which number was opened, and the way back to everybody. */
function Chosen({ of, site }: { of: string | undefined; site: Site }): JSX.Element {
  return (
    <p class="chosen">
      <span class="muted">Behind a number of a report:</span> <bdi>{of ?? 'these customers'}</bdi>
      <a class="chosen-off" href={pagePath(site.id, 'customers')}>
        <Icon name="minus" />
        Show everybody
      </a>
    </p>
  );
}

function NobodyBehind(): JSX.Element {
  return (
    <Empty title="Nobody behind it">
      <p>Nobody is behind this number any more: events may have come in since, or been erased.</p>
    </Empty>
  );
}

interface NoCustomersProps {
  searched: string | undefined;
  /** To a segment or by a filter. */
  isNarrowed: boolean;
  site: Site;
}

function NoCustomers({ searched, isNarrowed, site }: NoCustomersProps): JSX.Element {
  if (searched) {
    return (
      <Empty title="Nobody found">
        <p>
          No customer has <bdi class="quote">{searched}</bdi> in a name, e-mail or id.
        </p>
      </Empty>
    );
  }
  if (isNarrowed) {
    return (
      <Empty title="Nobody found">
        <p>The segment or filter takes nobody by now.</p>
      </Empty>
    );
  }
  return (
    <Empty title="No customers yet">
      <p>They appear here with their first visit. The tag for the pages of this site:</p>
      <pre
        class="code"
        tabIndex={0}
      >{`<script defer src="${location.origin}/s.js" data-site="${site.id}"></script>`}</pre>
    </Empty>
  );
}
