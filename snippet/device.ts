import { nameHere } from './config.ts';
import type { Sealed } from './queue.ts';
import { guard } from './guard.ts';
import { json } from './json.ts';
import { KEEPING, mode } from './mode.ts';
import { eraseCookie, hasCookie, visitorOfCookie } from './own-cookie.ts';
import { random } from './random.ts';

/** What is remembered of a visitor, on the device if it may be and can be. */
interface Memory {
  /** 96 random bits. */
  visitor?: string;
  /** Consent was given. */
  granted?: boolean;
  /** Fingerprint of the last `identify` of this visitor. */
  said?: number;
  /** Last user named. */
  user?: string;
  /** Events given up that no sealed batch has told of yet, by reason. */
  lost?: Record<string, number> | undefined;
  /** Batches that the database did not have yet: Chromium and WebKit forget what it did not do before a page is gone. */
  left?: [id: string, batch: Sealed][];
}

let memory: Memory = {};

/** Read anew each time: another tab may have signed out. */
export const recall = (): Memory => {
  guard(() => {
    // Nothing there is no error: the first one thrown costs a new visitor's page 3 ms.
    const stored = JSON.parse(localStorage[nameHere] || 0) as Memory;
    if (stored.visitor?.[15]) memory = stored;
  })();
  memory.visitor ??= (hasCookie() && visitorOfCookie()) || random();
  return memory;
};

export const remember = (changed: Memory): void => {
  memory = { ...recall(), ...changed };
  // Batches have as many members as they have.
  if (mode === KEEPING) guard(() => (localStorage[nameHere] = json(memory, NaN)))();
};

/** A new visitor, whom nothing is known of yet. */
export const forget = (): void => {
  if (hasCookie()) eraseCookie();
  remember({ visitor: random(), said: 0, user: '' });
};

export const eraseVisitor = (): void => {
  memory = {};
  if (hasCookie()) eraseCookie();
};

/** The answer to a batch of an earlier visitor, or from before a withdrawal, brings its cookie back. */
export const checkCookie = (): void => {
  if (mode !== KEEPING || visitorOfCookie() !== recall().visitor) eraseCookie();
};

/** Counts events that are given up. What is made next says so, on whichever page. */
export const lose = (reason: string, events: number): void => {
  const { lost } = recall();
  remember({ lost: { ...lost, [reason]: (lost?.[reason] || 0) + events } });
};
