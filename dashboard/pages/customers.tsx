import type { JSX } from 'preact';
import { apiPath, pagePath, withQuery } from '../api/paths.ts';
import type { Customer, Site } from '../api/shapes.ts';
import { usePages } from '../api/use-pages.ts';
import { monies } from '../format/money.ts';
import { count } from '../format/number.ts';
import { Choice, type Options } from '../parts/choice.tsx';
import { Channel } from '../parts/channel.tsx';
import { deviceIcon, Icon } from '../parts/icon.tsx';
import { alsoKnownAs, Avatar, nameOf, revenueOf, stageOf } from '../parts/person.tsx';
import { Search } from '../parts/search.tsx';
import { Stage } from '../parts/stage.tsx';
import { Empty, Failed, Loading, More } from '../parts/states.tsx';
import { When } from '../parts/when.tsx';
import { Title } from '../shell/title.tsx';
import { useView } from '../shell/use-view.ts';

const SORTS: Options = [
  ['last_seen', 'Seen last'],
  ['first_seen', 'New first'],
  ['value', 'Most revenue'],
];

/** Everybody of the site: find one, open their way. */
export function Customers({ site }: { site: Site }): JSX.Element {
  const [view, change] = useView();
  const sort = SORTS.find(([value]) => value === view['sort'])?.[0] ?? 'last_seen';
  const path = withQuery(apiPath(site.id, 'customers'), { q: view['q'], sort, limit: '50' });
  const list = usePages<Customer>(path);
  return (
    <>
      <Title>Customers</Title>
      <div class="tools">
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
      </div>
      {list.error !== undefined && <Failed error={list.error} retry={list.retry} />}
      {list.fresh && list.items.length === 0 && <Loading lines={8} />}
      {list.items.length > 0 && <Table customers={list.items} site={site} busy={list.fresh} />}
      {!list.fresh && list.items.length === 0 && list.error === undefined && (
        <NoCustomers searched={view['q']} site={site} />
      )}
      <More more={list.more} loading={list.loading} what="customers" />
    </>
  );
}

function Table(props: { customers: Customer[]; site: Site; busy: boolean }): JSX.Element {
  const { customers, site, busy } = props;
  return (
    <div class="card card-table" aria-busy={busy}>
      <table class="people">
        <thead>
          <tr>
            <th scope="col">Customer</th>
            <th scope="col">Stage</th>
            <th scope="col">First channel</th>
            <th scope="col" class="right">
              Sessions
            </th>
            <th scope="col" class="right">
              Orders
            </th>
            <th scope="col" class="right">
              Revenue
            </th>
            <th scope="col" class="right">
              Last seen
            </th>
          </tr>
        </thead>
        <tbody>
          {customers.map((customer) => (
            <Row key={customer.id} customer={customer} site={site} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ customer, site }: { customer: Customer; site: Site }): JSX.Element {
  const devices = customer.visitors?.length ?? 0;
  return (
    <tr>
      <th scope="row">
        <div class="person-cell">
          <Avatar customer={customer} />
          <span class="person-names">
            <a
              class="row-link"
              href={pagePath(site.id, 'customers', customer.id)}
              title={nameOf(customer)}
            >
              <bdi>{nameOf(customer)}</bdi>
            </a>
            <span class="muted small person-also">
              {customer.device && <Icon name={deviceIcon(customer.device)} />}
              {devices > 1 && <span class="num">{count(devices)} devices</span>}
              <bdi>{alsoKnownAs(customer)}</bdi>
            </span>
          </span>
        </div>
      </th>
      <td data-label="Stage">
        <Stage stage={stageOf(customer)} />
      </td>
      <td data-label="First channel">
        <Channel name={customer.channel} />
      </td>
      <td data-label="Sessions" class="right num">
        {count(customer.sessions)}
      </td>
      <td data-label="Orders" class="right num">
        {count(customer.orders)}
      </td>
      <td data-label="Revenue" class="right num">
        {monies(revenueOf(customer), site.currency)}
      </td>
      <td data-label="Last seen" class="right">
        <When at={customer.last_seen} site={site} />
      </td>
    </tr>
  );
}

function NoCustomers({
  searched,
  site,
}: {
  searched: string | undefined;
  site: Site;
}): JSX.Element {
  if (searched) {
    return (
      <Empty title="Nobody found">
        <p>
          No customer has <bdi class="quote">{searched}</bdi> in a name, e-mail or id.
        </p>
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
