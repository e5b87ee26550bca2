import type { Config, Sojourn } from './config.ts';
import { guard } from './guard.ts';
import { sojourn, start as begin } from './start.ts';

export type { Choice, Config, Sojourn } from './config.ts';
export { VERSION } from './version.ts';

/** Starts recording, as the tag does. The calls below do nothing before it. */
export const start: (config: Config) => void = guard(begin);

export const track: Sojourn['track'] = sojourn.track;
export const identify: Sojourn['identify'] = sojourn.identify;
export const alias: Sojourn['alias'] = sojourn.alias;
export const reset: Sojourn['reset'] = sojourn.reset;
export const page: Sojourn['page'] = sojourn.page;
export const consent: Sojourn['consent'] = sojourn.consent;
export const flush: Sojourn['flush'] = sojourn.flush;
export const off: Sojourn['off'] = sojourn.off;
