import type { Config } from './config.ts';
import { guard } from './guard.ts';
import { pretend } from './recorder.ts';
import { start } from './start.ts';

type Call = (...args: unknown[]) => unknown;
type Calls = Record<string, Call>;

guard(() => {
  const tag = (document.currentScript ??
    document.querySelector('script[data-site]')) as HTMLScriptElement;
  const config = Object.assign({ host: new URL(tag.src).origin }, tag.dataset as object) as Config;
  const root = (window.sojourn ??= {});
  const sites = (root.sites ??= {});
  // A tag that is there twice, in whichever versions, records once.
  if (sites[config.site]) return;
  sites[config.site] = true;
  const calls = start(config) as unknown as Calls;
  for (const method in calls) calls[method] = guard(calls[method] as Call);
  for (const [method, at, ...args] of root.q ?? []) {
    pretend(at);
    calls[method]?.(...args);
  }
  pretend(0);
  Object.assign(root, calls);
})();
