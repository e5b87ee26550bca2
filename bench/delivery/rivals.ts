import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { type Client, madeKey, viewKey } from './client.ts';
import type { Answer, Delivery } from './network.ts';

const execute = promisify(execFile);
const cache = join(import.meta.dirname, '../../node_modules/.cache/rivals');

/** What an event is, and the id by which its collector would know it again. */
interface Arrival {
  key: string;
  id: string;
}

export interface Rival {
  name: string;
  /** Its build for browsers. */
  script: () => Promise<Uint8Array>;
  /** Loads it as its documentation says, with the settings it comes with. */
  start: (network: string) => string;
  arrivals: (delivery: Delivery) => Arrival[];
}

/** From its package, by npm's own client. */
export const packed = async (spec: string, file: string): Promise<Uint8Array> => {
  await mkdir(cache, { recursive: true });
  const { stdout } = await execute('npm', ['pack', spec, '--silent', '--pack-destination', cache]);
  const args = ['-xzOf', join(cache, stdout.trim()), `package/${file}`];
  return (await execute('tar', args, { encoding: 'buffer', maxBuffer: 2 ** 24 })).stdout;
};

const bundled = async (contents: string, globalName: string): Promise<Uint8Array> => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    globalName,
    logLevel: 'error',
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
};

interface SnowplowEvent {
  e: string;
  eid: string;
  url?: string;
  ue_pr?: string;
}

const snowplow: Rival = {
  name: 'snowplow',
  script: () => packed('@snowplow/browser-tracker@4.10.1', 'dist/index.umd.min.js'),
  start: (network) => `const sp = snowplowBrowserTracking;
sp.newTracker('sp', ${JSON.stringify(network)}, { appId: 'shop', encodeBase64: false });
window.viewed = () => sp.trackPageView();
window.made = (n, ballast) => sp.trackSelfDescribingEvent({ event: {
  schema: 'iglu:com.example/made/jsonschema/1-0-0', data: { n, ballast: 'x'.repeat(ballast) } } });`,
  arrivals({ body }) {
    const { data } = JSON.parse(body.toString()) as { data: SnowplowEvent[] };
    return data.flatMap(({ e, eid, url, ue_pr }) => {
      if (e === 'pv') return [{ key: viewKey(new URL(url ?? '').pathname), id: eid }];
      const said = JSON.parse(ue_pr ?? '{}') as { data?: { data?: { n?: number } } };
      const n = said.data?.data?.n;
      return n === undefined ? [] : [{ key: madeKey(n), id: eid }];
    });
  },
};

interface SegmentEvent {
  type: string;
  messageId: string;
  properties?: { n?: number; path?: string };
}

const segment: Rival = {
  name: 'segment',
  script: () =>
    bundled(`export { AnalyticsBrowser } from '@segment/analytics-next';`, 'segmentNext'),
  start: (network) => `const integrations = { 'Segment.io': {
  apiKey: 'k', apiHost: '${new URL(network).host}/v1', protocol: 'http' } };
const analytics = segmentNext.AnalyticsBrowser.load({ writeKey: 'k', cdnSettings: { integrations } },
  { integrations });
window.viewed = () => void analytics.page();
window.made = (n, ballast) => void analytics.track('made', { n, ballast: 'x'.repeat(ballast) });`,
  arrivals({ body }) {
    const event = JSON.parse(body.toString()) as SegmentEvent;
    const { n, path = '' } = event.properties ?? {};
    if (event.type === 'page') return [{ key: viewKey(path), id: event.messageId }];
    return n === undefined ? [] : [{ key: madeKey(n), id: event.messageId }];
  },
};

export const RIVALS: readonly Rival[] = [snowplow, segment];

/** A rival with a collector that keeps whatever arrives; undefined where its package cannot be had. */
export const openRival = async (name: string): Promise<Client | undefined> => {
  const rival = RIVALS.find((one) => one.name === name);
  const script = await rival?.script().catch(() => undefined);
  if (!rival || !script) return undefined;
  return {
    name,
    files: new Map([['/rival.js', script]]),
    head: (network) =>
      `<script src="/rival.js"></script><script>{ ${rival.start(network)}\nwindow.viewed(); }</script>`,
    collect: (delivery) => Promise.resolve(accept(delivery)),
    keysOf: (delivery) => rival.arrivals(delivery).map(({ key }) => key),
    lostIn: () => [],
    account(delivered) {
      const ids = new Map<string, Set<string>>();
      for (const { key, id } of delivered.flatMap(rival.arrivals)) {
        ids.set(key, (ids.get(key) ?? new Set()).add(id));
      }
      // Copies with one id are told apart by whoever loads them into a database, if he cares to.
      const each = [...ids].map(([key, all]): [string, string[]] => [key, [...all]]);
      return Promise.resolve({ ids: new Map(each), lost: {} });
    },
  };
};

const accept = ({ method, headers }: Delivery): Answer => ({
  status: method === 'OPTIONS' ? 204 : 200,
  headers: {
    'access-control-allow-origin': headers['origin'] ?? '*',
    'access-control-allow-credentials': 'true',
    'access-control-allow-headers': headers['access-control-request-headers'] ?? 'content-type',
    'access-control-max-age': '600',
  },
  body: method === 'OPTIONS' ? '' : '{"success":true}',
});
