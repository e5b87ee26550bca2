import type { JSX } from 'preact';
import { mayChange } from '../api/key.ts';
import { apiPath, pagePath, withQuery } from '../api/paths.ts';
import type { Page, Site } from '../api/shapes.ts';
import { useLoad } from '../api/use-load.ts';
import { sayFilter } from '../filter/say.ts';
import { Icon } from '../parts/icon.tsx';
import { Rows } from '../parts/rows.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { When } from '../parts/when.tsx';
import { Title } from '../shell/title.tsx';
import { StateTag } from '../triggers/state-tag.tsx';
import { onceOptions, onceValue, type Trigger } from '../triggers/triggers.ts';
import { MayNot } from './segment.tsx';

/** Webhooks that fire when something happens. */
export function TriggersPage({ site }: { site: Site }): JSX.Element {
  return mayChange() ? <Triggers site={site} /> : <MayNot />;
}

function Triggers({ site }: { site: Site }): JSX.Element {
  const { data, error, retry } = useLoad<Page<Trigger>>(
    withQuery(apiPath(site.id, 'triggers'), { limit: '1000' }),
  );
  const triggers = data?.data.toSorted((a, b) => a.name.localeCompare(b.name)) ?? [];
  return (
    <>
      <Title>Triggers</Title>
      <div class="tools">
        <a class="button primary" href={pagePath(site.id, 'triggers', 'new')}>
          <Icon name="plus" /> New trigger
        </a>
      </div>
      {error !== undefined && <Failed error={error} retry={retry} />}
      {!data && error === undefined && <Loading />}
      {data && triggers.length === 0 && error === undefined && (
        <Empty title="No trigger yet">
          <p>
            A trigger sends a signed message to an address of yours when an event is stored: an
            order over 100, a checkout that somebody with an account began.
          </p>
        </Empty>
      )}
      {triggers.length > 0 && (
        <div class="card saved-rows">
          <Rows label="Triggers" columns={['Trigger', 'State', 'Changed']}>
            {triggers.map((trigger) => (
              <tr key={trigger.id}>
                <th scope="row" class="row-key">
                  <a href={pagePath(site.id, 'triggers', trigger.id)}>
                    <bdi>{trigger.name}</bdi>
                  </a>
                  <span class="cell-sure muted">
                    <bdi>{saysWhen(trigger, URL.parse(trigger.url)?.host)}</bdi>
                  </span>
                </th>
                <td class="right">
                  <StateTag trigger={trigger} site={site} />
                </td>
                <td class="right">
                  <When at={trigger.updated_at} site={site} />
                </td>
              </tr>
            ))}
          </Rows>
        </div>
      )}
    </>
  );
}

/** `purchase, where …, once a person, to example.com` */
export function saysWhen(trigger: Trigger, target: string = trigger.url): string {
  const { event, filter, once } = trigger;
  const value = onceValue(once);
  const often = value === 'none' ? '' : onceOptions(value).find(([each]) => each === value)?.[1];
  return [event, filter && `where ${lower(sayFilter(filter))}`, often, `to ${target}`]
    .filter(Boolean)
    .join(', ');
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
