import type { Browser } from 'playwright-core';

/** What Chromium's trace says of scripts in a page's main thread. */
export interface Traced {
  /** CPU time of all they ran: loading, callbacks, timers, microtasks; ms. */
  cpu: number;
  /** The longest they ran at a time, ms of CPU. */
  longest: number;
}

interface Span {
  ph: string;
  name: string;
  pid: number;
  tid: number;
  /** Beginning, length and CPU time, in microseconds. */
  ts: number;
  dur?: number;
  tdur?: number;
  args?: { beginData?: { url?: string } };
}

/** Spans in which script runs, or is made ready to; those inside one another are counted once. */
const running = new Set([
  'EvaluateScript',
  'FunctionCall',
  'RunMicrotasks',
  'v8.compile',
  'v8.compileModule',
  'v8.evaluateModule',
]);

/** Starts a trace; what it returns ends it, and tells of the page at that address. */
export const trace = async (browser: Browser): Promise<(url: string) => Promise<Traced>> => {
  const session = await browser.newBrowserCDPSession();
  const spans: Span[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    spans.push(...(value as unknown as Span[]));
  });
  const includedCategories = ['devtools.timeline', 'v8'];
  await session.send('Tracing.start', { traceConfig: { includedCategories } });
  return async (url) => {
    const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await complete;
    await session.detach();
    return ofScripts(spans, url);
  };
};

const ofScripts = (spans: readonly Span[], url: string): Traced => {
  const main = spans.find(({ args }) => args?.beginData?.url === url);
  const inner = spans
    .filter(
      ({ ph, name, pid, tid }) =>
        ph === 'X' && running.has(name) && pid === main?.pid && tid === main.tid,
    ) // prettier-ignore
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  let end = 0;
  const outer = inner.filter(({ ts, dur = 0 }) => {
    const isOuter = ts >= end;
    if (isOuter) end = ts + dur;
    return isOuter;
  });
  const times = outer.map(({ tdur = 0 }) => tdur / 1_000);
  return { cpu: times.reduce((sum, ms) => sum + ms, 0), longest: Math.max(0, ...times) };
};
