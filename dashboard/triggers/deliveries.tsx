import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import { apiPath, pagePath, withQuery } from '../api/paths.ts';
import type { Site } from '../api/shapes.ts';
import { useAct } from '../api/use-act.ts';
import { usePages } from '../api/use-pages.ts';
import { plural } from '../format/number.ts';
import { humanise } from '../format/words.ts';
import { Choices } from '../parts/choices.tsx';
import type { Options } from '../parts/choice.tsx';
import { Refused } from '../parts/field.tsx';
import { Rows } from '../parts/rows.tsx';
import { Failed, Loading, More } from '../parts/states.tsx';
import { At } from '../parts/when.tsx';
import { Message } from './message.tsx';
import { type Delivery, sayAttempt, type Trigger } from './triggers.ts';

const STATUSES: Options = [
  ['', 'All'],
  ['delivered', 'Delivered'],
  ['pending', 'Waiting'],
  ['dead', 'Dead'],
];

interface DeliveriesProps {
  trigger: Trigger;
  site: Site;
  /** The list is read again. */
  onLook: () => void;
}

/** What it sent, has to send, and could not send, for 30 days. */
export function Deliveries({ trigger, site, onLook }: DeliveriesProps): JSX.Element {
  const [status, setStatus] = useState('');
  const [attempt, setAttempt] = useState(0);
  const look = (): void => {
    setAttempt(attempt + 1);
    onLook();
  };
  return (
    <section class="card" aria-labelledby="deliveries-name">
      <div class="card-head">
        <h2 id="deliveries-name">Deliveries of 30 days</h2>
        <div class="acts">
          <Choices label="Status" options={STATUSES} value={status} onChoose={setStatus} />
          <button type="button" class="link" onClick={look}>
            Look again
          </button>
        </div>
      </div>
      <List key={attempt} trigger={trigger} status={status} site={site} onRetried={look} />
    </section>
  );
}

interface ListProps {
  trigger: Trigger;
  status: string;
  site: Site;
  onRetried: () => void;
}

function List({ trigger, status, site, onRetried }: ListProps): JSX.Element {
  const list = usePages<Delivery>(
    withQuery(apiPath(site.id, 'triggers', trigger.id, 'deliveries'), { status, limit: '20' }),
  );
  if (list.error !== undefined) return <Failed error={list.error} retry={list.retry} />;
  if (list.fresh && list.items.length === 0) return <Loading lines={3} />;
  if (list.items.length === 0) {
    return (
      <p class="card-note muted">
        {status === ''
          ? 'Nothing has fired yet. Other parts of the network know a new trigger within 30 seconds.'
          : 'None of these.'}
      </p>
    );
  }
  return (
    <div aria-busy={list.fresh}>
      <Rows label="Deliveries" columns={['Event', 'Last attempt', 'Status']}>
        {list.items.map((delivery) => (
          <Row
            key={delivery.id}
            delivery={delivery}
            trigger={trigger}
            site={site}
            onRetried={onRetried}
          />
        ))}
      </Rows>
      <More more={list.more} loading={list.loading} what="deliveries" />
    </div>
  );
}

const TONES: Record<Delivery['status'], string> = {
  delivered: 'out-converted',
  pending: 'out-open',
  dead: 'out-bad',
};

interface RowProps {
  delivery: Delivery;
  trigger: Trigger;
  site: Site;
  onRetried: () => void;
}

function Row({ delivery, trigger, site, onRetried }: RowProps): JSX.Element {
  const act = useAct();
  const [isShown, setShown] = useState(false);
  const { id, event, status, attempts, next_attempt_at: next, user, visitor } = delivery;
  const who = user ?? visitor;
  const last = attempts.at(-1);
  const again = async (): Promise<void> => {
    await call(apiPath(site.id, 'triggers', trigger.id, 'deliveries', id, 'retry'), {
      method: 'POST',
    });
    onRetried();
  };
  return (
    <tr>
      <th scope="row" class="row-key">
        <bdi>{event.name ?? event.id}</bdi>
        <span class="cell-sure muted">
          <At at={event.at} site={site} />
          {who && (
            <>
              {', '}
              <a href={pagePath(site.id, 'customers', who)}>
                <bdi>{who}</bdi>
              </a>
            </>
          )}
        </span>
      </th>
      <td class="right delivery-said">
        {last ? sayAttempt(last) : 'Not tried yet'}
        <span class="cell-sure muted">
          {attempts.length > 1 && `${plural(attempts.length, 'attempt')}. `}
          {next !== null && (
            <>
              Next <At at={next} site={site} />
            </>
          )}
        </span>
        <Refused error={act.error} />
      </td>
      <td class="right">
        <span class={`outcome ${TONES[status]}`}>
          {status === 'pending' ? 'Waiting' : humanise(status)}
        </span>
        {status !== 'delivered' && (
          <button type="button" class="link delivery-again" onClick={() => setShown(true)}>
            Message<span class="unseen"> of {id}</span>
          </button>
        )}
        {isShown && (
          <Message
            delivery={delivery}
            trigger={trigger}
            site={site}
            onClose={() => setShown(false)}
          />
        )}
        {status === 'dead' && trigger.enabled && (
          <button
            type="button"
            class="link delivery-again"
            aria-disabled={act.busy}
            onClick={() => act.run(again)}
          >
            Try again<span class="unseen"> {id}</span>
          </button>
        )}
      </td>
    </tr>
  );
}
