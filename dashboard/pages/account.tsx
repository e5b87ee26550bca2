import type { JSX } from 'preact';
import type { Properties } from '../../schema/index.ts';
import { apiPath, pagePath, withQuery } from '../api/paths.ts';
import type { Account } from '../api/report-shapes.ts';
import type { Customer, Site } from '../api/shapes.ts';
import { useLoad } from '../api/use-load.ts';
import { usePages } from '../api/use-pages.ts';
import { CustomerTable } from '../customers/table.tsx';
import { monies } from '../format/money.ts';
import { humanise, valueText } from '../format/words.ts';
import { Figure } from '../parts/figure.tsx';
import { Icon } from '../parts/icon.tsx';
import { Failed, Loading, More } from '../parts/states.tsx';
import { Title } from '../shell/title.tsx';

interface AccountPageProps {
  site: Site;
  params?: { id?: string };
}

/** One account: what is known of it, and the customers that it joins. */
export function AccountPage({ site, params }: AccountPageProps): JSX.Element {
  const id = params?.id ?? '';
  const load = useLoad<Account & { traits: Properties }>(apiPath(site.id, 'accounts', id));
  const account = load.loading ? undefined : load.data;
  return (
    <>
      <a class="back" href={pagePath(site.id, 'accounts')}>
        <Icon name="back" />
        Accounts
      </a>
      <Title>{account?.name ?? 'Account'}</Title>
      {load.error !== undefined && <Failed error={load.error} retry={load.retry} />}
      {!account && load.error === undefined && <Loading lines={8} />}
      {account && (
        <div class="stack account">
          <dl class="card figures figures-4">
            <Figure name="Customers" value={account.customers.length} />
            <Figure name="Sessions" value={account.sessions} />
            <Figure name="Orders" value={account.orders} />
            <Figure name="Revenue" text={monies(account.value, site.currency)} />
          </dl>
          <Traits traits={account.traits} />
          <Members key={account.id} id={account.id} site={site} />
        </div>
      )}
    </>
  );
}

function Traits({ traits }: { traits: Properties }): JSX.Element | null {
  const known = Object.entries(traits);
  if (known.length === 0) return null;
  return (
    <section class="card" aria-labelledby="traits-name">
      <div class="card-head">
        <h2 id="traits-name">What is known</h2>
      </div>
      <dl class="traits">
        {known.map(([name, value]) => (
          <div key={name}>
            <dt class="muted small">
              <bdi>{humanise(name)}</bdi>
            </dt>
            <dd>
              <bdi>{valueText(value)}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Members({ id, site }: { id: string; site: Site }): JSX.Element {
  const filter = JSON.stringify({ field: 'account', op: 'eq', value: id });
  const list = usePages<Customer>(
    withQuery(apiPath(site.id, 'customers'), { filter, limit: '50' }),
  );
  return (
    <section class="stack" aria-labelledby="members-name">
      <h2 id="members-name">Its customers</h2>
      {list.error !== undefined && <Failed error={list.error} retry={list.retry} />}
      {list.fresh && list.items.length === 0 && <Loading lines={4} />}
      {list.items.length > 0 && (
        <CustomerTable customers={list.items} site={site} busy={list.fresh} />
      )}
      <More more={list.more} loading={list.loading} what="customers" />
    </section>
  );
}
