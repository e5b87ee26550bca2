// What scripts cost the pages that wear them, in Chromium: main thread, layouts, long tasks, requests.
// PAGE_SCRIPTS names those to be measured, PAGE_UMAMI a build of Umami's.

import { brotliCompressSync } from 'node:zlib';
import { launchBrowser } from '../test/support/node/browser.ts';
import type { Figures, Options, Result } from './index.ts';
import { dirtyLayouts, openStage, tenViews } from './page/loads.ts';
import { firstLoads, furtherLoads } from './page/rounds.ts';
import { scripts, type Worn } from './page/scripts.ts';

const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
};
const most = (values: number[]): number => Math.max(...values);

export const run = async ({ events: loads = 20 }: Options): Promise<Result> => {
  const { worn, missing } = await scripts();
  const stage = await openStage();
  const agent =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
  const browser = await launchBrowser(`--user-agent=${agent}`);
  const bench = { browser, stage, loads };
  const of = await firstLoads(bench, [undefined, ...worn]);
  const ofNew = await furtherLoads(bench, worn, true);
  const ofNext = await furtherLoads(bench, worn, false);
  /** Beyond the same page without a script, ms. */
  const beyond = (one: Worn, slowdown: number, name: 'own' | 'script' | 'task'): number =>
    median(of(one, slowdown, name)) - median(of(undefined, slowdown, name));
  const json: Record<string, Figures> = {};
  for (const one of worn) {
    json[one.name] = {
      brotli: brotliCompressSync(one.file).length,
      cpu_ms: beyond(one, 1, 'own'),
      cpu_ms_slow: beyond(one, 6, 'own'),
      cpu_ms_warm_new: median(ofNew(one, 1)),
      cpu_ms_warm_new_slow: median(ofNew(one, 6)),
      cpu_ms_next_page: median(ofNext(one, 1)),
      cpu_ms_next_page_slow: median(ofNext(one, 6)),
      longest_ms_slow: median(of(one, 6, 'longest')),
      script_ms: beyond(one, 1, 'script'),
      script_ms_slow: beyond(one, 6, 'script'),
      task_ms: beyond(one, 1, 'task'),
      task_ms_slow: beyond(one, 6, 'task'),
      layouts: median(of(one, 1, 'layouts')) - median(of(undefined, 1, 'layouts')),
      long_tasks: median(of(one, 1, 'long')) - median(of(undefined, 1, 'long')),
      long_tasks_slow: median(of(one, 6, 'long')) - median(of(undefined, 6, 'long')),
      complaints: most(of(one, 1, 'complaints')),
      requests: median(of(one, 1, 'requests')),
      requests_ten_views: await tenViews(browser, stage, one),
      layouts_50_keys:
        (await dirtyLayouts(browser, stage, one)) - (await dirtyLayouts(browser, stage, undefined)),
    };
  }
  await browser.close();
  stage.close();
  const names = Object.keys(Object.values(json)[0] ?? {});
  const row = (cells: unknown[]): string => `| ${cells.join(' | ')} |`;
  const rows = Object.entries(json).map(([name, figures]) =>
    row([name, ...Object.values(figures).map((value) => Math.round(Number(value) * 10) / 10)]),
  );
  const note = `${loads} loads each, medians; not measured: ${missing.join(', ')}`;
  const table = [row(['', ...names]), row(['---', ...names.map(() => '--:')]), ...rows, note];
  return { table: table.join('\n'), json };
};
