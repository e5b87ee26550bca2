import type { Config } from './config.ts';
import { guard } from './guard.ts';
import { pretend } from './recorder.ts';
import { sojourn, start } from './start.ts';

guard(() => {
  const tag = document.currentScript as HTMLScriptElement;
  const config = { host: new URL(tag.src).origin, ...(tag.dataset as object) } as Config;
  if (OWN_HOST) config.cookie = '';
  const root = (window.sojourn ??= {});
  const sites = (root.sites ??= {});
  // A tag that is there twice, in whichever versions, records once.
  if (sites[config.site]) return;
  sites[config.site] = true;
  Object.assign(root, sojourn);
  start(config);
  for (const [method, at, ...args] of root.q ?? []) {
    pretend(at);
    (sojourn[method] as ((...args: unknown[]) => void) | undefined)?.(...args);
  }
  pretend();
})();
