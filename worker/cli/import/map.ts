import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { Decimal } from './number.ts';
import type { Rule } from './rule.ts';

/** How the rows of a file become events; docs/import.md explains each member. */
export interface FileMap {
  /** Absent: by the file's name. */
  format?: 'csv' | 'ndjson';
  /** Of a CSV file; absent: a comma. */
  delimiter?: string;
  /** Of numbers that are texts; with it, thousands may be set apart. Absent: a dot, and they are not. */
  decimal?: Decimal;
  /**
   * What makes a row the row it is: these columns; `row`, its number in this very file; absent, all
   * that stands in it, so that order and repetition in the file change nothing.
   */
  id?: 'row' | string[];
  at: TimeRule;
  name: Rule;
  visitor?: Rule;
  user?: Rule;
  page?: Rule;
  title?: Rule;
  referrer?: Rule;
  properties?: Record<string, Rule>;
  context?: Record<string, Rule>;
}

export interface TimeRule {
  column: string;
  /** Of a number; absent: the text says date and time. */
  unit?: 's' | 'ms' | 'us';
  /** IANA, of texts that name no offset. */
  time_zone?: string;
}

const text = v.pipe(v.string(), v.minLength(1));

const rule: v.GenericSchema<Rule> = v.lazy(() =>
  v.union(
    [
      text,
      v.strictObject({ value: v.union([v.string(), v.number(), v.boolean()]) }),
      v.strictObject({
        column: text,
        as: v.exactOptional(v.picklist(['text', 'number', 'lower', 'country'])),
      }),
      v.strictObject({ template: text }),
      v.strictObject({ first: v.array(rule) }),
      v.strictObject({
        case: text,
        of: v.record(v.string(), v.union([v.string(), rule])),
        else: v.exactOptional(rule),
      }),
      v.strictObject({ split: text, by: text, each: text }),
    ],
    'is no rule: see docs/import.md',
  ),
);

const rules = v.record(v.string(), rule);

const fileMap: v.GenericSchema<FileMap> = v.strictObject({
  format: v.exactOptional(v.picklist(['csv', 'ndjson'])),
  delimiter: v.exactOptional(v.pipe(v.string(), v.length(1))),
  decimal: v.exactOptional(v.picklist(['.', ','])),
  id: v.exactOptional(v.union([v.literal('row'), v.pipe(v.array(text), v.minLength(1))])),
  at: v.strictObject({
    column: text,
    unit: v.exactOptional(v.picklist(['s', 'ms', 'us'])),
    time_zone: v.exactOptional(text),
  }),
  name: rule,
  visitor: v.exactOptional(rule),
  user: v.exactOptional(rule),
  page: v.exactOptional(rule),
  title: v.exactOptional(rule),
  referrer: v.exactOptional(rule),
  properties: v.exactOptional(rules),
  context: v.exactOptional(rules),
});

/** The map of a file; throws with the place of what is wrong in it. */
export async function readMap(file: string): Promise<FileMap> {
  const map = v.safeParse(fileMap, JSON.parse(await readFile(file, 'utf8')));
  if (map.success) return map.output;
  const [issue] = map.issues;
  throw new Error(`${file}: ${v.getDotPath(issue) ?? 'the map'}: ${issue.message}`);
}
