import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import { mayChange } from '../api/key.ts';
import { apiPath, pagePath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { useLoad } from '../api/use-load.ts';
import { Failed, Loading } from '../parts/states.tsx';
import { WarningTexts } from '../parts/warnings.tsx';
import { Title } from '../shell/title.tsx';
import { TriggerActs } from '../triggers/acts.tsx';
import { Deliveries } from '../triggers/deliveries.tsx';
import { TriggerForm } from '../triggers/form.tsx';
import { Secret } from '../triggers/secret.tsx';
import { StateTag } from '../triggers/state-tag.tsx';
import { type SavedTrigger, stateOf, type Trigger } from '../triggers/triggers.ts';
import { MayNot } from './segment.tsx';
import { saysWhen } from './triggers.tsx';

interface TriggerPageProps {
  site: Site;
  params?: { id?: string };
}

/** One trigger: how it stands, what it sent, and where it is changed. */
export function TriggerPage({ site, params }: TriggerPageProps): JSX.Element {
  return mayChange() ? <One site={site} id={params?.id ?? ''} /> : <MayNot />;
}

function One({ site, id }: { site: Site; id: string }): JSX.Element {
  const path = apiPath(site.id, 'triggers', id);
  const { data, error, retry } = useLoad<Trigger>(path);
  const [changed, setChanged] = useState<SavedTrigger>();
  const [isEditing, setEditing] = useState(false);
  const trigger = changed ?? data;
  if (error !== undefined) {
    return (
      <>
        <Title>Trigger</Title>
        <Failed error={error} retry={retry} />
      </>
    );
  }
  if (!trigger) return <Loading />;
  const { because } = stateOf(trigger, site);
  return (
    <>
      <Title beside={<StateTag trigger={trigger} site={site} />}>{trigger.name}</Title>
      <p class="muted">
        <bdi>{saysWhen(trigger)}</bdi>
      </p>
      {because !== undefined && <p class="refused">{because}</p>}
      {isEditing ? (
        <TriggerForm
          trigger={trigger}
          site={site}
          onSaved={(saved) => {
            setChanged(saved);
            setEditing(false);
          }}
          cancel={
            <button type="button" class="button" onClick={() => setEditing(false)}>
              Cancel
            </button>
          }
        />
      ) : (
        <>
          <TriggerActs
            trigger={trigger}
            site={site}
            onChanged={setChanged}
            onEdit={() => setEditing(true)}
          />
          <WarningTexts texts={changed?.warnings ?? []} />
          <Deliveries
            trigger={trigger}
            site={site}
            onLook={() => {
              // What it sent may have switched it off. Where this fails, the list says so.
              call<Trigger>(path).then(setChanged, () => undefined);
            }}
          />
        </>
      )}
    </>
  );
}

export function NewTriggerPage({ site }: { site: Site }): JSX.Element {
  const { route } = useLocation();
  const [made, setMade] = useState<SavedTrigger>();
  if (!mayChange()) return <MayNot />;
  return (
    <>
      <Title>New trigger</Title>
      <TriggerForm
        site={site}
        onSaved={setMade}
        cancel={
          <a class="button" href={pagePath(site.id, 'triggers')}>
            Cancel
          </a>
        }
      />
      {made?.secret && (
        <Secret
          secret={made.secret}
          warnings={made.warnings}
          onClose={() => route(pagePath(site.id, 'triggers', made.id))}
        />
      )}
    </>
  );
}
