import type { JSX } from 'preact';
import { apiPath, pagePath, withQuery } from '../api/paths.ts';
import type { Account } from '../api/report-shapes.ts';
import type { Site } from '../api/shapes.ts';
import { usePages } from '../api/use-pages.ts';
import { monies } from '../format/money.ts';
import { count } from '../format/number.ts';
import { Search } from '../parts/search.tsx';
import { Empty, Failed, Loading, More } from '../parts/states.tsx';
import { When } from '../parts/when.tsx';
import { Title } from '../shell/title.tsx';
import { useView } from '../shell/use-view.ts';
import { Rows } from '../parts/rows.tsx';

/** Companies or households: customers that belong together. */
export function Accounts({ site }: { site: Site }): JSX.Element {
  const [view, change] = useView();
  const path = withQuery(apiPath(site.id, 'accounts'), { q: view['q'], limit: '50' });
  const list = usePages<Account>(path);
  return (
    <>
      <Title>Accounts</Title>
      <div class="tools">
        <Search
          label="Search accounts"
          hint="Part of the id"
          value={view['q'] ?? ''}
          onSearch={(q) => change({ q })}
        />
      </div>
      {list.error !== undefined && <Failed error={list.error} retry={list.retry} />}
      {list.fresh && list.items.length === 0 && <Loading lines={8} />}
      {list.items.length > 0 && <Table accounts={list.items} site={site} busy={list.fresh} />}
      {!list.fresh && list.items.length === 0 && list.error === undefined && (
        <NoAccounts searched={view['q']} />
      )}
      <More more={list.more} loading={list.loading} what="accounts" />
    </>
  );
}

interface TableProps {
  accounts: Account[];
  site: Site;
  busy: boolean;
}

function Table({ accounts, site, busy }: TableProps): JSX.Element {
  return (
    <div class="card" aria-busy={busy}>
      <Rows
        label="Accounts"
        columns={['Account', 'Customers', 'Sessions', 'Orders', 'Revenue', 'Last seen']}
      >
        {accounts.map((account) => (
          <tr key={account.id}>
            <th scope="row" class="row-key">
              <a class="row-link" href={pagePath(site.id, 'accounts', account.id)}>
                <bdi>{account.name}</bdi>
              </a>
              {account.name !== account.id && (
                <span class="muted small account-id">
                  <bdi>{account.id}</bdi>
                </span>
              )}
            </th>
            <td class="right num">{count(account.customers.length)}</td>
            <td class="right num">{count(account.sessions)}</td>
            <td class="right num">{count(account.orders)}</td>
            <td class="right num">{monies(account.value, site.currency)}</td>
            <td class="right">
              <When at={account.last_seen} site={site} />
            </td>
          </tr>
        ))}
      </Rows>
    </div>
  );
}

function NoAccounts({ searched }: { searched: string | undefined }): JSX.Element {
  if (searched) {
    return (
      <Empty title="No such account">
        <p>
          No account has <bdi class="quote">{searched}</bdi> in its id.
        </p>
      </Empty>
    );
  }
  return (
    <Empty title="No accounts yet">
      <p>
        An account joins the customers of a company or household. Your server says who belongs to
        which:
      </p>
      <pre class="code" tabIndex={0}>{`curl ${location.origin}/v1/group \\
  -H "Authorization: Bearer $SERVER_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"userId":"ann","groupId":"acme","traits":{"name":"Acme Ltd"}}'`}</pre>
    </Empty>
  );
}
