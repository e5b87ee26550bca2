import { config, nameHere } from '../config.ts';
import { WAITING, mode } from '../mode.ts';
import { lose, read, remove, waiting } from './device.ts';
// Each reads the other's state, at the time of a call.
// oxlint-disable-next-line import/no-cycle
import { filling } from './recorder.ts';

/** Batches that wait at most, of 16 KB or less: a site has 5 MB for all that it stores. */
const waitingMax = 100;
/** First and longest pause between attempts, ms; jitter at most doubles them, and they end on a beat. */
const pauseMin = 500;
const pauseMax = 3_600_000;
/** An answer that takes longer counts as none, ms. */
const patience = 10_000;

let failures = 0;
/** The collector is left in peace until then, by `performance.now()`. */
let peace = 0;
let draining: Promise<void> = Promise.resolve();

/** Forgets a batch, unless its tab has written more events to it since; says why if it is lost. */
const end = (id: string, batch: string, lost?: string | false): void => {
  if (read(id) !== batch) return;
  remove(id);
  if (lost) lose(lost, batch.split(/{"seq":\d+,"at/).length - 1);
};

/** One attempt to hand over a batch. What an answer means stands in README.md. */
export const attempt = async (id: string): Promise<void> => {
  const batch = read(id);
  if (!batch || performance.now() < peace || mode === WAITING) return;
  let status = 0;
  let asked = 0;
  try {
    const answer = await fetch(`${config.host}/e`, {
      method: 'POST',
      // A string goes as text/plain, which needs no preflight.
      body: `{"sent_at":${Date.now()},${batch}`,
      // Where the page has used up the quota this fails, and goes through some beat later.
      keepalive: true,
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    });
    asked = +(answer.headers.get('retry-after') as string) * 1_000 || 0;
    status = answer.ok && !/^({|$)/.test(await answer.text()) ? 500 : answer.status;
  } catch {
    // No status.
  }
  if (/^(0|5|4(08|25|29))/.test(status as unknown as string)) {
    const pause = Math.min(Math.max(asked, pauseMin * 2 ** failures++), pauseMax);
    peace = performance.now() + pause * (1 + Math.random());
  } else {
    failures = 0;
    end(id, batch, status > 399 && `http_${status}`);
  }
};

/** `isAlone`: no other tab sends meanwhile, as far as anybody can say. */
const sendAll = async (isAlone?: unknown): Promise<void> => {
  const ids = waiting();
  let surplus = ids.length - waitingMax;
  for (const id of ids) {
    if (id === filling) continue;
    // Where there is nothing to send, no lock is asked for: the first costs 0.4 ms.
    if (!isAlone) return navigator.locks.request(nameHere, () => sendAll(true));
    if (surplus-- > 0) end(id, read(id) ?? '', 'queue');
    else await attempt(id);
  }
};

/** Sends all that waits, one batch at a time, one tab at a time. */
export const drain = (): Promise<void> =>
  (draining = draining
    .then(sendAll)
    // Without Web Locks, as in old browsers and sandboxed frames.
    .catch(() => sendAll(true)));

/** A pause is over, or something changed. */
export const again = (): Promise<void> => {
  peace = 0;
  return drain();
};
