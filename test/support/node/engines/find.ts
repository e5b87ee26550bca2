import { existsSync } from 'node:fs';
import { chromiumPath } from '../browser.ts';
import { chromiumEngine } from './chromium.ts';
import type { Engine, EngineName } from './engine.ts';
import { firefoxEngine, firefoxPath } from './firefox.ts';
import { miniBrowserPath, webkitEngine, xvfbPath } from './webkit.ts';

/** The engine, or why this machine has none. `worker/cli/browser.ts` installs them where it can. */
export const findEngine = (name: EngineName): Engine | string => {
  if (name === 'chromium') return existsSync(chromiumPath) ? chromiumEngine : 'no Chromium here';
  if (name === 'firefox') return firefoxPath ? firefoxEngine : 'no Firefox here';
  if (!miniBrowserPath) return "no WebKitGTK here (Debian's webkit2gtk-driver)";
  return xvfbPath ? webkitEngine : 'no Xvfb here for WebKitGTK';
};
