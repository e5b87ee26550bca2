import type { Config, Sojourn } from './config.ts';
import { guard } from './guard.ts';
import { pretend } from './recorder.ts';
import { calls, start } from './start.ts';

guard(() => {
  const tag = (document.currentScript ??
    document.querySelector('script[data-site]')) as HTMLScriptElement;
  const config = Object.assign({ host: new URL(tag.src).origin }, tag.dataset as object) as Config;
  const root = (window.sojourn ??= {});
  const sites = (root.sites ??= {});
  // A tag that is there twice, in whichever versions, records once.
  if (sites[config.site]) return;
  sites[config.site] = true;
  Object.assign(root, calls);
  start(config);
  for (const [method, at, ...args] of root.q ?? []) {
    pretend(at);
    (calls[method] as ((...args: unknown[]) => void) | undefined)?.(...args);
  }
  pretend(0);
})();
