import * as v from 'valibot';
import { filter, filterInput } from '../filter.ts';
import { reportName, reportTable } from '../report-table.ts';
import { instant, label } from '../shapes.ts';

/** A segment: sessions that a filter holds for, by a name. */
export const segmentBody: v.GenericSchema = v.strictObject({ name: label, filter: filterInput });

export const segmentShown: v.GenericSchema = v.strictObject({
  id: v.string(),
  name: v.string(),
  filter: v.pipe(
    v.nullable(filter),
    v.description('`null` for a key that may not read customers, over a personal trait.'),
  ),
  updated_at: instant,
});

const REPORTS = reportTable.map(reportName);

/** What a saved report is, by the name of its report: its query is what that one takes. */
const branches = new Map(
  reportTable.map((operation) => [
    reportName(operation),
    v.strictObject({
      name: label,
      report: v.literal(reportName(operation)),
      query: operation.body ?? v.strictObject({}),
    }),
  ]),
);

/** Where the report is none of ours, any of ours could have been meant. */
const unknownReport = v.strictObject({
  name: label,
  report: v.picklist(REPORTS),
  query: v.looseObject({}),
});

/** As it is documented. */
export const savedReport: v.GenericSchema = v.union([...branches.values()]);

/** The branch that `report` names, so that a fault of the query has one place. */
export const savedBody: v.GenericSchema = v.lazy((input) => {
  if (input === undefined) return savedReport;
  const report = typeof input === 'object' && input !== null && 'report' in input && input.report;
  return (typeof report === 'string' ? branches.get(report) : undefined) ?? unknownReport;
});

export const savedShown: v.GenericSchema = v.strictObject({
  id: v.string(),
  name: v.string(),
  report: v.picklist(REPORTS),
  query: v.pipe(
    v.nullable(v.looseObject({})),
    v.description('`null` for a key that may not read customers, over a personal trait.'),
  ),
  updated_at: instant,
});

/** RFC 3339, kept as UTC. */
const when = v.pipe(
  v.string(),
  v.regex(
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/,
    'An RFC 3339 instant',
  ),
  v.check((text) => !Number.isNaN(Date.parse(text)), 'No instant of the calendar'),
  v.transform((text) => new Date(text).toISOString()),
);

const text = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, 'Must not be empty'),
  v.maxLength(2_000, 'At most 2000 characters'),
);

/** A remark on a point in time. */
export const annotationBody: v.GenericSchema = v.strictObject({
  at: when,
  text,
});

export const annotationShown: v.GenericSchema = v.strictObject({
  id: v.string(),
  at: instant,
  text: v.string(),
  updated_at: instant,
});

/** The members of a body, each of which a change may leave out. */
export const segmentChange: v.GenericSchema = v.strictObject({
  name: v.exactOptional(label),
  filter: v.exactOptional(filterInput),
});
export const savedChange: v.GenericSchema = v.strictObject({
  name: v.exactOptional(label),
  report: v.exactOptional(v.picklist(REPORTS)),
  query: v.exactOptional(v.looseObject({})),
});
export const annotationChange: v.GenericSchema = v.strictObject({
  at: v.exactOptional(when),
  text: v.exactOptional(text),
});
