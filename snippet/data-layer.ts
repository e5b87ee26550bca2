import { config, type Choice } from './config.ts';
import { consent, requireConsent } from './consent.ts';
import { guard } from './guard.ts';
import { record } from './recorder.ts';

type Facts = { analytics_storage?: Choice; items?: unknown; transaction_id?: unknown };
/** `gtag`'s arguments or a list of that shape, or an object of Tag Manager's. */
type Entry = Iterable<unknown> & { event?: string; ecommerce?: Facts };
type Layer = Entry[];

/** Reads GA4's data layer, what is in it and what comes: ecommerce events and Consent Mode. */
export const watchDataLayer = (): void => {
  const layer = ((window as unknown as Record<string, Layer>)[config.datalayer ?? 'dataLayer'] ??=
    []);
  const push = layer.push;
  const read = guard((entry: Entry) => {
    const { event, ecommerce } = entry;
    const [command, name, facts] = (event ? ['event', event, ecommerce ?? entry] : entry) as [
      string,
      string,
      Facts,
    ];
    // Commerce only: what else lies in the layer is meant for others.
    if (command === 'event' && (facts.items || facts.transaction_id)) record(name, facts);
    const choice = facts.analytics_storage;
    if (command === 'consent' && choice) {
      if (name === 'default') requireConsent(choice === 'denied');
      else consent(choice);
    }
  });
  layer.forEach(read);
  layer.push = (...entries) => {
    entries.forEach(read);
    return push.apply(layer, entries);
  };
};
