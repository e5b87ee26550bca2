import type { Config } from '../config.ts';

/** How often GA4's data layer names an event, in either of its shapes: the core records those. */
export const timesInLayer = ({ datalayer }: Config, name: string): number => {
  const layer = (window as unknown as Record<string, unknown>)[datalayer ?? 'dataLayer'];
  if (!Array.isArray(layer)) return 0;
  return layer.filter((entry: unknown) => {
    const { event, 0: command, 1: said } = Object(entry) as Record<string, unknown>;
    return event === name || (command === 'event' && said === name);
  }).length;
};
