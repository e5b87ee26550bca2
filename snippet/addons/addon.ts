import type { listen } from '../listen.ts';
import type { record, seal } from '../recorder.ts';

/** What a file of this folder exports; the core loads those that the tag names. */
export interface Addon {
  /** `send(true)` sends what was tracked as the page was hidden, after the core had done so. */
  start(track: typeof record, on: typeof listen, send: typeof seal): void;
}
