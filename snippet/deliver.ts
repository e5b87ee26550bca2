import { config, nameHere } from './config.ts';
import { checkCookie } from './device.ts';
import { guard } from './guard.ts';
import { WAITING, mode } from './mode.ts';
import { hasCookie } from './own-cookie.ts';
import { put, remove, type Sealed, waiting } from './queue.ts';
// Each reads the other's state, at the time of a call.
// oxlint-disable-next-line import/no-cycle
import { filling } from './recorder.ts';

/** Batches that wait at most; the oldest go first. 500 page views offline are about as many. */
const waitingMax = 500;
/** A blocked address is tried so often again, then left alone until something changes. */
const retriesMax = 2;
/** First and longest pause between attempts, ms; jitter at most doubles them. */
const pauseMin = 500;
const pauseMax = 3_600_000;
/** An answer that takes longer counts as none, ms. */
const patience = 10_000;

let failures = 0;
let unreachable = 0;
/** Set: the timer that ends a pause. */
let pausing: number;
let draining: Promise<void> = Promise.resolve();

/**
 * One attempt to hand over a batch, unless the collector has to be left in peace.
 *
 * | answer | then |
 * |---|---|
 * | 2xx with nothing or JSON in it | stored: removed from the queue |
 * | none, 408, 425, 429, 5xx, 2xx with anything else (a captive portal's page) | again, later |
 * | 400, 413, 422 | its halves go again, down to the one event at fault |
 * | other 4xx | dropped and reported |
 */
export const attempt = async (id: string, batch: Sealed): Promise<void> => {
  if (mode === WAITING || pausing || unreachable > retriesMax) return;
  const [head, ...events] = batch;
  const url = `${config.host}${hasCookie() ? '/s/e' : '/e'}`;
  // A string goes as text/plain, which needs no preflight. The text of an array has commas.
  // oxlint-disable-next-line typescript/restrict-template-expressions
  const body = `{"sent_at":${Date.now()},${head},"events":[${events}]}`;
  let status = 0;
  let asked: number | undefined;
  try {
    const answering = guard(() =>
      fetch(url, {
        method: 'POST',
        body,
        // The second attempt goes without: the page may have used up the quota.
        keepalive: failures % 2 < 1,
        redirect: 'error',
        signal: AbortSignal.timeout(patience),
      }),
    )();
    // There is no fetch, or the page's wrapper throws. A beacon has no answer: the batch stays in
    // the queue, and the next page sends it again.
    if (!answering && navigator.sendBeacon(url, body)) return;
    const answer = (await answering) as Response;
    const after = answer.headers.get('retry-after') as string;
    asked = +after * 1_000 || Date.parse(after) - Date.now();
    status = answer.ok && !/^({|$)/.test(await answer.text()) ? 500 : answer.status;
  } catch {
    // No status.
  }
  if (hasCookie()) checkCookie();
  unreachable = status ? 0 : unreachable + 1;
  if (/^(0|5|4(08|25|29))/.test(status as never)) {
    const pause = Math.min(Math.max(asked || 0, pauseMin * 2 ** failures++), pauseMax);
    pausing = setTimeout(
      () => {
        pausing = 0;
        void drain();
      },
      pause * (1 + Math.random()),
    );
    return;
  }
  failures = 0;
  let reason = status > 399 && `http_${status}`;
  if (/4(00|13|22)/.test(status as never) && events[1]) {
    reason = false;
    const half = events.splice(events.length / 2);
    put(id + 0, [head, ...events]);
    put(id + 1, [head, ...half]);
    void drain();
  }
  remove(id, batch, reason);
};

/** `isAlone`: no other tab sends meanwhile, as far as anybody can say. */
const sendAll = async (isAlone?: unknown): Promise<void> => {
  // Sealed while the list is worked off, it is another than the one that was read.
  const open = filling;
  const batches = await waiting();
  let surplus = batches.length - waitingMax;
  for (const [id, batch] of batches) {
    if (id === open || id === filling) continue;
    // Where there is nothing to send, no lock is asked for: the first costs 0.4 ms.
    if (!isAlone) return navigator.locks.request(nameHere, () => sendAll(true));
    // What lies there may be another program's; what is half written, the collector refuses.
    if (surplus-- > 0 || !Array.isArray(batch)) remove(id, batch, 'queue');
    else await attempt(id, batch);
  }
};

/** Sends all that waits, one batch at a time, one tab at a time. */
export const drain = (): Promise<void> =>
  (draining = draining
    .then(sendAll)
    // Without Web Locks, as in old browsers and sandboxed frames.
    .catch(() => sendAll(true)));

/** Something changed: the network came back, or somebody looks at the page again. */
export const again = (): Promise<void> => {
  unreachable = 0;
  return drain();
};
