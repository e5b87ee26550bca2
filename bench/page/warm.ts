import type { Browser } from 'playwright-core';
import type { Stage } from './loads.ts';
import type { Worn } from './scripts.ts';
import { trace, type Traced } from './trace.ts';

/** A page is left to itself for so long after it has loaded, ms. */
const settle = 250;

interface Terms {
  worn: Worn | undefined;
  slowdown: number;
  /** Nothing is stored when a page loads: somebody new comes to a renderer that is not. */
  isNew: boolean;
  loads: number;
}

/**
 * What scripts cost pages that are not the first of their tab: the renderer has done most things
 * once. The first, which is not counted, is what `load` measures.
 */
export const warmLoads = async (
  browser: Browser,
  stage: Stage,
  { worn, slowdown, isNew, loads }: Terms,
): Promise<Traced[]> => {
  stage.wear(worn);
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  const costs: Traced[] = [];
  for (let n = 0; n <= loads; n++) {
    if (isNew) {
      // A page that goes still stores: first it goes, for one without a script.
      await page.goto(`${stage.url}/bare`);
      await session.send('Storage.clearDataForOrigin', { origin: stage.url, storageTypes: 'all' });
    }
    const url = `${stage.url}/page-${n}`;
    const endTrace = await trace(browser);
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForTimeout(settle);
    const cost = await endTrace(url);
    if (n > 0) costs.push(cost);
  }
  await context.close();
  return costs;
};
