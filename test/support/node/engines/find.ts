import { existsSync } from 'node:fs';
import { findFirefox, findMiniBrowser, findXvfb } from '../../../../worker/cli/engines.ts';
import { chromiumPath } from '../browser.ts';
import { chromiumEngine } from './chromium.ts';
import type { Engine, EngineName } from './engine.ts';
import { firefoxEngine } from './firefox.ts';
import { webkitEngine } from './webkit.ts';

/** The engine, or why this machine has none. `worker/cli/browser.ts` installs them where it can. */
export const findEngine = (name: EngineName): Engine | string => {
  if (name === 'chromium') return existsSync(chromiumPath) ? chromiumEngine : 'no Chromium here';
  if (name === 'firefox') return findFirefox() ? firefoxEngine : 'no Firefox here';
  if (!findMiniBrowser()) return "no WebKitGTK here (Debian's webkit2gtk-driver)";
  return findXvfb() ? webkitEngine : 'no Xvfb here for WebKitGTK';
};
