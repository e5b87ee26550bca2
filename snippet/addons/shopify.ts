import { scrubText } from '../scrub.ts';
import { VERSION } from '../version.ts';
import { openMemory } from './shopify/memory.ts';
import { Outbox } from './shopify/outbox.ts';
import { eventOf, type CustomerEvent } from './shopify/events.ts';
import { pageOf } from './shopify/page.ts';
import type { Api, PixelConfig } from './shopify/api.ts';

export type { Api, PixelConfig } from './shopify/api.ts';

/** Events that wait for consent at most. */
const heldMax = 50;

/**
 * For a custom pixel of Shopify: takes its customer events. Runs in a sandbox without the shop's page,
 * maybe without any document, so nothing of the core is in it. Resolves to what takes an event.
 */
export const start = async (
  { browser, init, customerPrivacy }: Api,
  config: PixelConfig,
): Promise<(event: CustomerEvent) => void> => {
  let allowed = init.customerPrivacy?.analyticsProcessingAllowed !== false;
  const memory = openMemory(browser, `sojourn-${config.site}`);
  const outbox = new Outbox(config, memory, () => ({
    language: init.context?.navigator?.language,
    screen: screenOf(init),
    library: `${VERSION}/shopify`,
  }));
  const held: CustomerEvent[] = [];
  const seen = new Set<string>();

  const take = (event: CustomerEvent): void => {
    if (seen.has(event.id)) return;
    seen.add(event.id);
    if (allowed) record(event);
    else if (held.length < heldMax) held.push(event);
  };
  const record = (event: CustomerEvent): void => {
    const found = eventOf(event);
    if (!found || (found.name === 'page_view' && config.views === 'off')) return;
    const { url, referrer, title } = pageOf(event, init);
    const isView = found.name === 'page_view';
    const page = isView ? { url, ...(referrer && { referrer }), title: scrubText(title) } : url;
    const at = Date.parse(event.timestamp) || Date.now();
    outbox.add({ at, name: found.name, page, properties: found.properties });
  };

  await customerPrivacy?.subscribe?.('visitorConsentCollected', ({ customerPrivacy: now }) => {
    allowed = now.analyticsProcessingAllowed;
    const waiting = held.splice(0);
    if (allowed) waiting.forEach(record);
    else void outbox.erase();
  });
  if (allowed) await outbox.resume();
  return (event) => {
    try {
      take(event);
    } catch {
      // Whatever Shopify changes: a pixel harms nothing.
    }
  };
};

const screenOf = ({ context }: Api['init']): string | undefined => {
  const { width, height } = context?.window?.screen ?? {};
  return width && height ? `${width}x${height}` : undefined;
};
