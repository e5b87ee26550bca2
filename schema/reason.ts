/**
 * Why something was refused. Batch reasons answer with a 4xx: the same bytes can never succeed.
 * Event reasons send that event to quarantine, its neighbours are stored.
 */
export const BATCH_REASONS = [
  'not_json',
  'not_an_object',
  'version_unknown',
  'site_invalid',
  'batch_invalid',
  'sent_at_invalid',
  'visitor_invalid',
  'page_load_invalid',
  'context_invalid',
  'events_not_an_array',
  'events_empty',
  'too_many_events',
  'lost_invalid',
] as const;

export const EVENT_REASONS = [
  'event_not_an_object',
  'seq_invalid',
  'at_invalid',
  'at_out_of_range',
  'too_old',
  'in_the_future',
  'name_missing',
  'name_not_a_string',
  'name_too_long',
  'page_invalid',
  'page_too_long',
  'properties_not_an_object',
  'event_too_large',
  'too_deep',
  'too_many_keys',
  'key_too_long',
  'string_too_long',
  'number_not_finite',
  'currency_unknown',
  'amount_not_a_number',
  'amount_negative',
  'amount_too_large',
  'quantity_invalid',
  'items_invalid',
  'too_many_items',
  'order_id_invalid',
  'user_id_missing',
  'user_id_invalid',
  'traits_invalid',
  'conflicting_copy',
] as const;

export type BatchReason = (typeof BATCH_REASONS)[number];
export type EventReason = (typeof EVENT_REASONS)[number];

/** One broken rule. `detail` names the place or the limit, for a person to read. */
export interface Fault<Reason extends string = EventReason> {
  reason: Reason;
  detail: string;
}
