import * as v from 'valibot';
import type { TimelineEntry } from '../../reports/index.ts';
import { instant } from '../shapes.ts';
import { stageName } from './customer.ts';

const text = v.exactOptional(v.string());

export const timelineEntry: v.GenericSchema<TimelineEntry> = v.strictObject({
  id: v.string(),
  at: instant,
  kind: v.string(),
  name: v.string(),
  title: v.pipe(v.string(), v.description('What happened, in words.')),
  properties: v.record(v.string(), v.any()),
  visitor: v.nullable(v.string()),
  session: v.nullable(v.string()),
  journey: v.nullable(v.string()),
  stage: stageName,
  channel: v.nullable(v.string()),
  source: v.nullable(
    v.strictObject({
      source: text,
      medium: text,
      campaign: text,
      term: text,
      content: text,
      referrer: text,
    }),
  ),
  actor: v.strictObject({
    customer: v.string(),
    user: text,
    device: text,
    browser: text,
    os: text,
    country: text,
    assurance: v.picklist(['asserted', 'verified']),
  }),
  object: v.nullable(
    v.strictObject({
      type: v.string(),
      id: text,
      name: text,
      url: text,
      items: v.exactOptional(v.number()),
    }),
  ),
  retold: v.pipe(
    v.boolean(),
    v.description('A purchase whose order was told before, or is somebody else’s: no order more.'),
  ),
  demo: v.boolean(),
});
