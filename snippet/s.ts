import { type Config, type Method, methods, type Started } from './config.ts';
import { guard } from './guard.ts';
import { start } from './start.ts';

const run = (api: Started, method: Method, args: unknown[]): unknown =>
  guard(api[method] as (...args: unknown[]) => unknown)(...args);

guard(() => {
  const tag = document.currentScript ?? document.querySelector('script[data-site]');
  if (!(tag instanceof HTMLScriptElement)) return;
  const root = (window.sojourn ??= {});
  const sites = (root.sites ??= {});
  const config = { host: new URL(tag.src).origin, ...tag.dataset } as Partial<Config>;
  // A tag that is there twice, in whichever versions, records once.
  if (!config.site || sites[config.site]) return;
  const api = start(config as Config);
  sites[config.site] = api;
  for (const [method, at, ...args] of root.q ?? []) {
    api.pretend(at);
    run(api, method, args);
  }
  api.pretend(0);
  for (const method of methods) {
    Object.assign(root, {
      [method]: (...args: unknown[]) =>
        Object.values(sites).map((each) => run(each, method, args))[0],
    });
  }
})();
