import { readFile } from 'node:fs/promises';
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

/** As little as any script that reports a view can do: what is left is the machine's and Chromium's. */
const least: Worn = {
  name: 'one fetch',
  file: new TextEncoder().encode(
    `fetch(document.currentScript.dataset.host + '/e', { method: 'POST', body: '{}', keepalive: true });`,
  ),
  head: (network) => `<script defer src="/file.js" data-host="${network}"></script>`,
};

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

const umamiHead: Worn['head'] = (network) =>
  `<script defer src="/file.js" data-website-id="00000000-0000-4000-8000-000000000000" data-host-url="${network}"></script>`;

/** All that are measured, or those that PAGE_SCRIPTS names; and the names of those that could not be had. */
export const scripts = async (): Promise<{ worn: Worn[]; missing: string[] }> => {
  const files = await bundleAll();
  const worn = [
    least,
    ours('s.js', files.get('/s.js')),
    ours('s/lite.js', files.get('/s/lite.js')),
  ];
  const missing: string[] = [];
  const umami = process.env['PAGE_UMAMI'];
  if (umami) worn.push({ name: 'umami', file: await readFile(umami), head: umamiHead });
  else missing.push('umami (its tracker is in no package: PAGE_UMAMI names a build)');
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
  const chosen = process.env['PAGE_SCRIPTS']?.split(',');
  return { worn: worn.filter(({ name }) => chosen?.includes(name) ?? true), missing };
};
