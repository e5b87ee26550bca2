import { nameHere } from './config.ts';
import { guard } from './guard.ts';
import { json } from './json.ts';
import { KEEPING, mode } from './mode.ts';
import { random } from './random.ts';

/** What is remembered of a visitor, on the device if it may be and can be. */
interface Memory {
  /** 96 random bits. */
  visitor: string;
  /** Consent was given. */
  granted: boolean;
  /** Fingerprint of the last `identify` of this visitor. */
  said: number;
  /** Last user named. */
  user: string;
}

const anew = (): Memory => ({ visitor: random(12), granted: false, said: 0, user: '' });

let memory: Memory = anew();

/** Read anew each time: another tab may have signed out. */
export const recall = (): Memory => {
  guard(() => {
    const stored = JSON.parse(localStorage[nameHere()]) as Memory;
    if (/^\w{16}$/.test(stored.visitor)) memory = stored;
  })();
  return memory;
};

export const remember = (changed: Partial<Memory>): void => {
  memory = { ...memory, ...changed };
  guard(() => {
    if (mode === KEEPING) localStorage[nameHere()] = json(memory);
  })();
};

/** A new visitor, whom nothing is known of yet. */
export const forget = (): void => remember({ ...anew(), granted: recall().granted });

export const eraseVisitor = (): void => {
  memory = anew();
  guard(() => delete localStorage[nameHere()])();
};
