import type { Config, Sojourn } from './config.ts';
import { guard } from './guard.ts';
import { calls, start as begin } from './start.ts';

export type { Choice, Config, Sojourn } from './config.ts';
export { VERSION } from './version.ts';

/** Starts recording, as the tag does. The calls below do nothing before it. */
export const start: (config: Config) => void = guard(begin);

export const track: Sojourn['track'] = calls.track;
export const identify: Sojourn['identify'] = calls.identify;
export const alias: Sojourn['alias'] = calls.alias;
export const reset: Sojourn['reset'] = calls.reset;
export const page: Sojourn['page'] = calls.page;
export const consent: Sojourn['consent'] = calls.consent;
export const flush: Sojourn['flush'] = calls.flush;
export const off: Sojourn['off'] = calls.off;
