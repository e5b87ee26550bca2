import type { JSX } from 'preact';
import { pagePath } from '../api/paths.ts';
import type { Customer, Site } from '../api/shapes.ts';
import { monies } from '../format/money.ts';
import { count } from '../format/number.ts';
import { Channel } from '../parts/channel.tsx';
import { deviceIcon, Icon } from '../parts/icon.tsx';
import { alsoKnownAs, Avatar, nameOf, revenueOf, stageOf } from '../parts/person.tsx';
import { Stage } from '../parts/stage.tsx';
import { When } from '../parts/when.tsx';

interface TableProps {
  customers: Customer[];
  site: Site;
  busy: boolean;
}

/** A row a customer; the whole row leads to their way. */
export function CustomerTable(props: TableProps): JSX.Element {
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
