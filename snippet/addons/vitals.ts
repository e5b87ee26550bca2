import { type MetricType, onCLS, onINP, onLCP } from 'web-vitals';
import type { Addon } from './addon.ts';

/** The core web vitals of a page as one event, when it is hidden. */
export const start: Addon['start'] = (track, _, send) => {
  const values: Record<string, number> = {};
  let telling = false;
  const tell = (): void => {
    telling = false;
    track('web_vitals', { ...values });
    send(true);
  };
  const keep = ({ name, value }: MetricType): void => {
    values[name.toLowerCase()] = Math.round(value * 1_000) / 1_000;
    // The first interaction ends LCP; the others, and the page's event, come as it is hidden.
    if (!document.hidden || telling) return;
    queueMicrotask(tell);
    telling = true;
  };
  onCLS(keep);
  onINP(keep);
  onLCP(keep);
};
