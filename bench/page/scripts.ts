import { bundleAll } from '../../snippet/build.ts';
import { packed, RIVALS } from '../delivery/rivals.ts';

/** A script as a page wears it. */
export interface Worn {
  name: string;
  file: Uint8Array;
  /** What stands in the head, the collector being at this origin; `/file.js` is the file. */
  head: (network: string) => string;
}

const ours = (name: string, file: Uint8Array | undefined): Worn => ({
  name,
  file: file ?? new Uint8Array(),
  head: (network) =>
    `<script defer src="/file.js" data-site="shop" data-host="${network}"></script>`,
});

/** Rivals that record views by themselves, as their documentation loads them. */
const others: Record<string, [spec: string, file: string, head: Worn['head']]> = {
  plausible: [
    '@plausible-analytics/tracker@0.4.6',
    'plausible.js',
    (network) => `<script type="module">import { init } from '/file.js';
init({ domain: 'shop', endpoint: '${network}/api/event', captureOnLocalhost: true });</script>`,
  ],
  posthog: [
    'posthog-js@1',
    'dist/array.js',
    (network) => `<script>window.posthog = Object.assign([], { __SV: 1,
_i: [['phc_k', { api_host: '${network}', opt_out_useragent_filter: true }, 'posthog']] });</script>
<script async src="/file.js"></script>`,
  ],
};

/** All that are measured, and the names of those that could not be had. */
export const scripts = async (): Promise<{ worn: Worn[]; missing: string[] }> => {
  const files = await bundleAll();
  const worn = [ours('s.js', files.get('/s.js')), ours('s/lite.js', files.get('/s/lite.js'))];
  // Its tracker is in no package.
  const missing = ['umami'];
  for (const [name, [spec, path, head]] of Object.entries(others)) {
    const file = await packed(spec, path).catch(() => undefined);
    if (file) worn.push({ name, file, head });
    else missing.push(name);
  }
  for (const { name, script, start } of RIVALS) {
    const file = await script().catch(() => undefined);
    const head = (network: string): string =>
      `<script src="/file.js"></script><script>{ ${start(network)}\nwindow.viewed(); }</script>`;
    if (file) worn.push({ name, file, head });
    else missing.push(name);
  }
  return { worn, missing };
};
