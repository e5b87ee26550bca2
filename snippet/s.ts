import type { Config } from './config.ts';
import { guard } from './guard.ts';
import { pretend } from './recorder.ts';
import { start } from './start.ts';

type Calls = Record<string, ((...args: unknown[]) => unknown) | undefined>;

guard(() => {
  const tag = (document.currentScript ??
    document.querySelector('script[data-site]')) as HTMLScriptElement;
  const config = Object.assign({ host: new URL(tag.src).origin }, tag.dataset as object) as Config;
  const root = (window.sojourn ??= {});
  const others: Calls = (root.sites ? { ...root } : {}) as Calls;
  const sites = (root.sites ??= {});
  // A tag that is there twice, in whichever versions, records once.
  if (sites[config.site]) return;
  sites[config.site] = true;
  const calls: Calls = {};
  for (const [method, run] of Object.entries(start(config))) {
    const call = (calls[method] = guard(run as (...args: unknown[]) => unknown));
    // One call reaches every site whose tag is on the page.
    Object.assign(root, {
      [method]: (...args: unknown[]) => [call(...args), others[method]?.(...args)][0],
    });
  }
  for (const [method, at, ...args] of root.q ?? []) {
    pretend(at);
    calls[method]?.(...args);
  }
  pretend(0);
})();
