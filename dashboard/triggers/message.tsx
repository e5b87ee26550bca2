import type { JSX } from 'preact';
import { apiPath } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { useLoad } from '../api/use-load.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Failed, Loading } from '../parts/states.tsx';
import type { Delivery, Trigger } from './triggers.ts';

interface MessageProps {
  delivery: Delivery;
  trigger: Trigger;
  site: Site;
  onClose: () => void;
}

/** What is posted: the same to the byte in every attempt, but for white space. */
export function Message({ delivery, trigger, site, onClose }: MessageProps): JSX.Element {
  const { data, error, retry } = useLoad<Delivery & { payload: object | null }>(
    apiPath(site.id, 'triggers', trigger.id, 'deliveries', delivery.id),
  );
  return (
    <Dialog title="What is sent" onClose={onClose}>
      {error !== undefined && <Failed error={error} retry={retry} />}
      {!data && error === undefined && <Loading lines={4} />}
      {data && error === undefined && (
        <>
          <p class="muted small">
            <code>webhook-id: {delivery.id}</code>
          </p>
          {data.payload ? (
            <pre class="code message" tabIndex={0}>
              {JSON.stringify(data.payload, null, 2)}
            </pre>
          ) : (
            <p>It has been delivered, and is kept no more.</p>
          )}
        </>
      )}
      <div class="dialog-acts">
        <button type="button" class="button" autofocus onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
