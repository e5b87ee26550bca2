import { scrubText, scrubUrl } from '../scrub.ts';
import type { Addon } from './addon.ts';

/** Different errors that one page reports at most. */
const most = 10;
/** Going back sooner than this after arriving is a quick back, ms. */
const quick = 7_000;

/** Uncaught errors and unhandled rejections by message and source line, and quick backs. */
export const start: Addon['start'] = (track, on) => {
  const seen = new Set<string>();
  const report = (text: unknown, file: string, line: unknown): void => {
    const message = scrubText(String(text)).slice(0, 200);
    const source = file && `${scrubUrl(new URL(file, location.href))}:${String(line)}`;
    if (seen.size >= most || seen.has(message + source)) return;
    seen.add(message + source);
    track('error', { message, source });
  };
  // Images and scripts that do not load have no message: they are no errors of the code.
  on('error', ({ message, filename, lineno }: ErrorEvent) => {
    if (message) report(message, filename, lineno);
  });
  on('unhandledrejection', ({ reason }: PromiseRejectionEvent) => {
    const { message, stack } = Object(reason) as { message?: string; stack?: string };
    const [, file = '', line] = /(\w+:\/\/\S+?):(\d+)(:\d+)?\)?$/m.exec(stack ?? '') ?? [];
    report(message ?? reason, file, line);
  });

  let arrived = performance.now();
  on('currententrychange', ({ timeStamp }: Event) => (arrived = timeStamp), navigation);
  on('pageshow', ({ timeStamp }: Event) => (arrived = timeStamp));
  on(
    'navigate',
    ({ navigationType, destination, timeStamp }: NavigateEvent) => {
      const back = destination.index < (navigation.currentEntry?.index ?? 0);
      if (navigationType === 'traverse' && back && timeStamp - arrived < quick) {
        track('quick_back', { after_ms: (timeStamp - arrived) | 0 });
      }
    },
    navigation,
  );
};
