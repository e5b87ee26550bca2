import * as v from 'valibot';
import { CHANNELS } from '../collect/channel.ts';
import { STAGES, type Filter } from '../reports/index.ts';
import { DEVICES } from '../stitch/session-row.ts';

/** Fields of which every value is known: another one is a slip, and would count nobody. */
const CLOSED: Record<string, readonly string[]> = {
  channel: CHANNELS,
  device: [...DEVICES.filter((device) => device !== ''), 'unknown'],
  stage: STAGES,
};

/** Facts of a person that are numbers. */
const NUMBERS = ['orders', 'value'];

const NO_NUMBER = 'A number, such as 2 or 19.9';
const number = v.union(
  [
    v.pipe(v.number(), v.finite()),
    v.pipe(v.string(), v.maxLength(40), v.regex(/^-?\d+(\.\d+)?$/, NO_NUMBER)),
  ],
  NO_NUMBER,
);

/** How one field may be compared with one value, and with several. */
interface Comparisons {
  field: string;
  ops: readonly string[];
  one: v.GenericSchema<Filter>;
  many: v.GenericSchema<Filter>;
}

const BY_FIELD: readonly Comparisons[] = [
  ...Object.entries(CLOSED).map(([field, values]) =>
    comparisons(field, ['eq', 'neq'], v.picklist(values)),
  ),
  ...NUMBERS.map((field) => comparisons(field, ['eq', 'neq', 'gt', 'gte', 'lt', 'lte'], number)),
];

/** What a field may be compared with by an operator, where not just anything; undefined where it is. */
export function valuesFor(field: unknown, op: unknown): v.GenericSchema<Filter> | undefined {
  const known = BY_FIELD.find((one) => one.field === field);
  if (op === 'in' || op === 'not_in') return known?.many;
  return known?.ops.some((name) => name === op) ? known.one : undefined;
}

function comparisons(
  field: string,
  ops: readonly string[],
  value: v.GenericSchema<string | number>,
): Comparisons {
  const named = v.literal(field);
  const several = v.pipe(v.array(value), v.minLength(1), v.maxLength(1_000));
  // The field and its operators are those of a filter, which TypeScript takes for any text.
  const filter = (schema: unknown): v.GenericSchema<Filter> => schema as v.GenericSchema<Filter>;
  return {
    field,
    ops,
    one: filter(v.strictObject({ field: named, op: v.picklist(ops), value })),
    many: filter(
      v.strictObject({ field: named, op: v.picklist(['in', 'not_in']), value: several }),
    ),
  };
}
