import { toJsonSchema, type JsonSchema } from '@valibot/to-json-schema';
import type { WireBatch } from '../../schema/index.ts';
import { envelopeSchema, eventSchema } from '../../schema/batch.ts';
import { CONVERSION } from './conversion.ts';

/** A batch as the snippet sends it. */
export const EXAMPLE_BATCH: WireBatch = {
  v: 1,
  site: 'shop',
  batch: 'b_7c1f0a93d2e84b56',
  sent_at: 1_795_262_400_500,
  visitor: 'v_5d1e9a7c40b2f683',
  page_load: 'p_91c3e7d2a5f04b68',
  context: { host: 'shop.example', language: 'en', screen: '1440x900', library: 's.js/0.1.0' },
  events: [
    {
      seq: 0,
      at: 1_795_262_398_000,
      name: 'page_view',
      page: {
        url: 'https://shop.example/p/mug',
        title: 'Mug',
        referrer: 'https://search.example/',
      },
    },
    {
      seq: 1,
      at: 1_795_262_400_000,
      name: 'add_to_cart',
      page: 'https://shop.example/p/mug',
      properties: {
        currency: 'EUR',
        value: 12.5,
        items: [{ item_id: 'mug', item_name: 'Mug', price: 12.5, quantity: 1 }],
      },
    },
  ],
};

/** JSON Schema of what `POST /e` takes, made from the schemas that read it. */
export function batchSchema(): JsonSchema {
  const { $schema, ...envelope } = toJsonSchema(envelopeSchema, CONVERSION);
  const { $schema: _, ...event } = toJsonSchema(eventSchema, CONVERSION);
  const { events } = envelope.properties ?? {};
  return {
    ...($schema === undefined ? {} : { $schema }),
    title: 'Sojourn batch',
    ...envelope,
    properties: {
      ...envelope.properties,
      events: { ...(typeof events === 'object' ? events : {}), items: event },
    },
    // An interface has no index signature; the example is plain JSON all the same.
    examples: [JSON.parse(JSON.stringify(EXAMPLE_BATCH)) as never],
  };
}
