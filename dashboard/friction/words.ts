import type { Options } from '../parts/choice.tsx';

export const FRICTION_BY: Options = [
  ['page', 'Page'],
  ['target', 'Element'],
  ['signal', 'Kind'],
];

export const SIGNALS: Record<string, string> = {
  rage_click: 'Rage clicks',
  dead_click: 'Dead clicks',
  quick_back: 'Quick backs',
  form_abandon: 'Forms given up',
  error: 'Errors',
};

/** `Rage clicks`. */
export function signalText(signal: string): string {
  return SIGNALS[signal] ?? signal;
}

/** Percentage points, with their sign. */
export function points(share: number): string {
  const text = Math.abs(share * 100).toFixed(1);
  return Number(text) === 0 ? '0.0' : `${share < 0 ? '−' : '+'}${text}`;
}
