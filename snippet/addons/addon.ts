import type { Config } from '../config.ts';
import type { listen } from '../listen.ts';
import type { Sealed } from '../queue.ts';
import type { record, seal } from '../recorder.ts';

/** What a file of this folder exports; the core loads those that the tag names. */
export interface Addon {
  start(
    track: typeof record,
    on: typeof listen,
    /** `send(true)` sends what was tracked as the page was hidden, after the core had done so. */
    send: typeof seal,
    /**
     * What makes another visitor of this one, from the first event of the page on; the tag's words; the
     * batch that was being filled as the add-on arrived, with what the page has told so far.
     */
    [adopt, config, open]: [adopt: (visitor: string) => void, config: Config, open: Sealed],
  ): void;
}
