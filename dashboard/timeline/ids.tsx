import type { JSX } from 'preact';
import { apiPath } from '../api/paths.ts';
import type { Identity, IdentityEdge, Profile, Site } from '../api/shapes.ts';
import { useLoad } from '../api/use-load.ts';
import { plural } from '../format/number.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { shortId } from '../parts/person.tsx';
import { Group } from './fact-group.tsx';

/** Who this is: users and browsers, and who vouches for the users. */
export function Ids({ customer, site }: { customer: Profile; site: Site }): JSX.Element {
  const { users = [], visitors = [] } = customer;
  const identity = useLoad<Identity | { data: Identity }>(
    apiPath(site.id, 'customers', customer.id, 'identity'),
  );
  const told = identity.data && 'data' in identity.data ? identity.data.data : identity.data;
  const conflicts = told?.conflicts?.length ?? 0;
  return (
    <Group title="Identity">
      <ul class="ids">
        {users.map((user) => (
          <Id key={user} icon="person" id={user} proof={proofOf(user, told?.edges ?? [])} />
        ))}
        {visitors.map((visitor) => (
          <Id key={visitor} icon="other" id={visitor} proof="browser" />
        ))}
      </ul>
      {conflicts > 0 && <p class="muted small">{plural(conflicts, 'conflict')} to look at.</p>}
    </Group>
  );
}

function Id({ icon, id, proof }: { icon: IconName; id: string; proof: string }): JSX.Element {
  return (
    <li title={id}>
      <Icon name={icon} />
      <bdi>{icon === 'person' ? id : shortId(id)}</bdi>
      <span class="muted small">{proof}</span>
    </li>
  );
}

/** Whether a server vouches for the id, or only a page says so. */
function proofOf(user: string, edges: IdentityEdge[]): string {
  const naming = edges.filter(({ a, b }) =>
    [a, b].some((id) => id === user || id === `user:${user}`),
  );
  if (naming.length === 0) return 'user';
  return naming.some(({ verified }) => verified === true) ? 'verified' : 'asserted';
}
