import * as v from 'valibot';
import { documentedAs } from './documented.ts';

/** Rows of a page where the client does not say. */
const USUAL = 50;
const MOST = 1_000;

const limit: v.GenericSchema<string | undefined, number> = v.exactOptional(
  v.pipe(
    v.string(),
    v.regex(/^[1-9]\d{0,3}$/, `A whole number from 1 to ${MOST}`),
    v.transform(Number),
    v.maxValue(MOST, `A whole number from 1 to ${MOST}`),
  ),
  String(USUAL),
);

const cursor: v.GenericSchema<string> = v.string();

/** What every list takes beside its own parameters. */
export const pageParameters: Record<'limit' | 'cursor', v.GenericSchema> = {
  limit: documentedAs(limit, {
    type: 'integer',
    minimum: 1,
    maximum: MOST,
    default: USUAL,
    description: 'Rows of a page.',
  }),
  cursor: documentedAs(v.exactOptional(cursor), {
    type: 'string',
    description: 'The `next_cursor` of the page before. It is good for the same list only.',
  }),
};
