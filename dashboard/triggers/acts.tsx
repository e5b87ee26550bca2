import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import { apiPath, pagePath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { useAct } from '../api/use-act.ts';
import { siteClock, toMs } from '../format/time.ts';
import { Ask } from '../parts/ask.tsx';
import { Refused } from '../parts/field.tsx';
import { Secret } from './secret.tsx';
import { type Attempt, sayAttempt, type SavedTrigger, type Trigger } from './triggers.ts';

interface ActsProps {
  trigger: Trigger;
  site: Site;
  onChanged: (trigger: SavedTrigger) => void;
  onEdit: () => void;
}

interface NewSecret {
  secret: string;
  previous_until: string;
}

/** What can be done with a trigger. */
export function TriggerActs({ trigger, site, onChanged, onEdit }: ActsProps): JSX.Element {
  const { route } = useLocation();
  const act = useAct();
  const [tried, setTried] = useState<Attempt>();
  const [asking, setAsking] = useState<'delete' | 'secret'>();
  const [fresh, setFresh] = useState<NewSecret>();
  const path = (...rest: string[]): string => apiPath(site.id, 'triggers', trigger.id, ...rest);
  const test = async (): Promise<void> => {
    setTried(undefined);
    setTried(await call<Attempt>(path('test'), { method: 'POST' }));
  };
  const turn = async (): Promise<void> => {
    const body = { enabled: !trigger.enabled };
    onChanged(await call<SavedTrigger>(path(), { method: 'PATCH', body }));
  };
  return (
    <>
      <div class="tools">
        <button type="button" class="button" aria-disabled={act.busy} onClick={() => act.run(test)}>
          Send a test
        </button>
        <button type="button" class="button" aria-disabled={act.busy} onClick={() => act.run(turn)}>
          {trigger.enabled ? 'Pause' : 'Resume'}
        </button>
        <button type="button" class="button" onClick={onEdit}>
          Edit
        </button>
        <button type="button" class="button" onClick={() => setAsking('secret')}>
          New secret
        </button>
        <button type="button" class="link danger acts-end" onClick={() => setAsking('delete')}>
          Delete
        </button>
      </div>
      <div role="status">
        {tried && (
          <p class={tried.outcome === 'delivered' ? 'tried' : 'tried tried-bad'}>
            Test: {sayAttempt(tried)}.
          </p>
        )}
      </div>
      <Refused error={act.error} />
      {asking === 'delete' && (
        <Ask
          question={`Delete “${trigger.name}”?`}
          verb="Delete"
          onClose={() => setAsking(undefined)}
          onYes={async () => {
            await call(path(), { method: 'DELETE' });
            route(pagePath(site.id, 'triggers'));
          }}
        >
          <p>All that it sent, and has to send, is deleted with it.</p>
        </Ask>
      )}
      {asking === 'secret' && (
        <Ask
          question="Make a new secret?"
          verb="Make it"
          onClose={() => setAsking(undefined)}
          onYes={async () => {
            setFresh(await call<NewSecret>(path('secret'), { method: 'POST' }));
            setAsking(undefined);
          }}
        >
          <p>For a day messages are signed by both, so that your server can change over.</p>
        </Ask>
      )}
      {fresh && (
        <Secret
          secret={fresh.secret}
          until={siteClock(site.time_zone).full(toMs(fresh.previous_until) ?? 0)}
          onClose={() => setFresh(undefined)}
        />
      )}
    </>
  );
}
