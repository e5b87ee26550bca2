import { guard } from './guard.ts';
import { listen } from './listen.ts';
import type { Queue, Sealed } from './queue.ts';
import { send } from './send.ts';

export interface Delivery {
  /** Sends all that waits, one batch at a time, one tab at a time. */
  drain(): Promise<void>;
  /** Sends one batch at once, for a page that is about to go. */
  rush(id: string, batch: Sealed): void;
}

interface Setup {
  url: string;
  /** Name of the lock that the tabs of a site share. */
  lock: string;
  queue: Queue;
  /** True for the batch that is still being filled. */
  isOpen(id: string): boolean;
  /** Events had to be given up. */
  lose(reason: string, events: number): void;
}

/** Batches that wait at most; the oldest go first. 500 page views offline are about as many. */
const waitingMax = 500;
/** A blocked address is left alone after so many attempts, until something changes. */
const triesMax = 3;
/** Longest pause between attempts, ms. */
const pauseMax = 300_000;

export const openDelivery = ({ url, lock, queue, isOpen, lose }: Setup): Delivery => {
  const flying = new Set<string>();
  let failures = 0;
  let unreachable = 0;
  /** By `performance.now()`: the page's clock may jump. */
  let notBefore = 0;
  let draining: Promise<void> | undefined;

  const pause = (asked: number): false => {
    const backoff = Math.min(pauseMax, 1_000 * 2 ** failures++);
    const pausing = Math.max(asked, backoff / 2) + (Math.random() * backoff) / 2;
    notBefore = performance.now() + pausing;
    setTimeout(drain, pausing + 1);
    return false;
  };

  /** True when the batch is dealt with, false when it waits. */
  const attempt = async (id: string, batch: Sealed): Promise<boolean> => {
    flying.add(id);
    // The second attempt goes without keepalive: the page may have used up that quota.
    const outcome = await send(url, batch, failures % 2 === 0);
    flying.delete(id);
    if (outcome.is === 'unreachable') {
      unreachable++;
      return pause(0);
    }
    unreachable = 0;
    if (outcome.is === 'retry') return pause(outcome.after);
    failures = 0;
    if (outcome.is !== 'stored') {
      if (outcome.is === 'split' && batch.events.length > 1) halve(id, batch);
      else lose(`http_${outcome.status}`, batch.events.length);
    }
    queue.remove(id, batch);
    return true;
  };

  const halve = (id: string, { head, events }: Sealed): void => {
    const middle = events.length >> 1;
    queue.put(`${id}0`, { head, events: events.slice(0, middle) });
    queue.put(`${id}1`, { head, events: events.slice(middle) });
  };

  const giveUp = async (id: string, reason: string): Promise<void> => {
    lose(reason, (await queue.get(id))?.events?.length ?? 1);
    queue.remove(id);
  };

  const next = async (): Promise<boolean> => {
    const ids = (await queue.ids()).filter((id) => !isOpen(id) && !flying.has(id));
    const [id] = ids;
    if (!id || unreachable >= triesMax || performance.now() < notBefore) return false;
    if (ids.length > waitingMax) {
      await giveUp(id, 'queue_full');
      return true;
    }
    const batch = await queue.get(id);
    if (batch === undefined) return false;
    // What lies there may be another program's, or half written.
    if (`${batch?.head}`.startsWith('"v"') && Array.isArray(batch.events))
      return attempt(id, batch);
    await giveUp(id, 'unreadable');
    return true;
  };

  const all = async (): Promise<void> => {
    while (await next());
  };
  const drain = guard((): Promise<void> => {
    draining ??= locked(lock, all).finally(() => {
      draining = undefined;
    });
    return draining;
  }) as () => Promise<void>;

  // Something changed: the network came back, or somebody looks at the page again.
  const again = (): Promise<void> => {
    unreachable = 0;
    return drain();
  };
  listen(window, ['online'], again);
  listen(document, ['visibilitychange'], () => {
    if (document.visibilityState === 'visible') return again();
    return undefined;
  });

  return {
    drain,
    rush(id, batch) {
      if (unreachable < triesMax && performance.now() >= notBefore) void attempt(id, batch);
    },
  };
};

/** Runs it while no other tab runs its own; without the Web Locks of old and sandboxed pages, at once. */
const locked = async (name: string, run: () => Promise<void>): Promise<void> => {
  let started = false;
  try {
    await navigator.locks.request(name, () => {
      started = true;
      return run();
    });
  } catch {
    if (!started) await run();
  }
};
