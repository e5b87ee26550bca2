import type { Page } from 'playwright-core';
import { VERSION } from '../../../snippet/version.ts';

/** Waits until an add-on runs: the page imports it again, which settles after the core's own import. */
export const addonRuns = async (page: Page, collector: string, name: string): Promise<void> => {
  // As text: Vitest would make a call of its own of it.
  await page.evaluate(`import('${collector}/s/${VERSION}/${name}.js').then(() => undefined)`);
};
