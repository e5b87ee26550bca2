import * as v from 'valibot';
import type { PageGroup, PathStart } from '../reports/index.ts';
import { stageName } from './answers/customer.ts';
import { step, stepInput } from './report-input.ts';

const pattern: v.GenericSchema<string> = v.pipe(
  v.string(),
  v.minLength(1, 'Must not be empty'),
  v.maxLength(1_000),
  v.description('Path of a page; `*` stands for anything.'),
  v.examples(['/p/*']),
);

const page: v.GenericSchema<PathStart> = v.strictObject({ page: pattern });
const landing: v.GenericSchema<PathStart> = v.strictObject({ landing: pattern });
const stage: v.GenericSchema<PathStart> = v.strictObject({ stage: stageName });
const session: v.GenericSchema<PathStart> = v.strictObject({
  session: v.picklist(['start', 'end']),
});

/** As it is documented: a step, a page, a stage, an edge of a session, the page it began on. */
export const pathStart: v.GenericSchema<PathStart> = v.union([step, page, stage, session, landing]);

export const pathStartInput: v.GenericSchema<PathStart> = v.lazy((input) => {
  if (input === undefined) return pathStart;
  if (typeof input !== 'object' || input === null) return stepInput;
  if ('page' in input) return page;
  if ('landing' in input) return landing;
  if ('stage' in input) return stage;
  return 'session' in input ? session : stepInput;
});

export const pageGroups: v.GenericSchema<PageGroup[]> = v.pipe(
  v.array(
    v.strictObject({
      name: v.pipe(v.string(), v.minLength(1, 'Must not be empty'), v.maxLength(200)),
      pattern,
    }),
  ),
  v.maxLength(200, 'At most 200 groups'),
  v.description('Pages that count as one. The first pattern that fits names the page.'),
);
