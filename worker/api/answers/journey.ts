import * as v from 'valibot';
import type { Journey } from '../../reports/index.ts';
import { count, instant } from '../shapes.ts';
import { stageName } from './customer.ts';

export const outcome: v.GenericSchema<Journey['outcome']> = v.picklist([
  'converted',
  'lapsed',
  'open',
]);

export const journey: v.GenericSchema<Journey> = v.strictObject({
  id: v.string(),
  customer: v.string(),
  customer_name: v.pipe(
    v.string(),
    v.description('A name or e-mail among the traits, else the id.'),
  ),
  opened_at: instant,
  closed_at: v.nullable(instant),
  last_at: instant,
  outcome,
  sessions: count,
  touches: v.array(
    v.strictObject({ at: instant, channel: v.string(), session: v.nullable(v.string()) }),
  ),
  value: v.pipe(v.nullable(v.string()), v.description('Decimal, exact; of what closed it.')),
  currency: v.nullable(v.string()),
  order: v.nullable(v.string()),
  conversion: v.pipe(v.nullable(v.string()), v.description('Name of the event that closed it.')),
  seconds_to_convert: v.nullable(v.number()),
  stage: stageName,
});
