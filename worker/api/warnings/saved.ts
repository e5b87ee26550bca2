import * as v from 'valibot';
import type { Env } from '../../env.ts';
import { databasesOf } from '../../stitch/databases.ts';
import { namesAsked } from './names-asked.ts';
import { unseenOf } from './unseen.ts';
import { warningOf } from './warned.ts';

/** Of what is saved to be held against events to come: a slip would wait for ever. */
export interface Warned {
  /** Absent: nothing. */
  warnings?: string[];
}

/** Beside what was saved, in the answer to saving it alone. */
export const warnings: v.GenericSchema<string[]> = v.pipe(
  v.array(v.string()),
  v.description('Names in it that the site has not had lately, with what was probably meant.'),
  v.examples([['No event "purchse" was found lately; did you mean "purchase"?']]),
);

/** What it names that the site has not had lately: taken, as it may have it tomorrow, and told. */
export async function warningsOf(env: Env, site: number, saved: unknown): Promise<Warned> {
  const asked = namesAsked(saved);
  if (asked.length === 0) return {};
  const { unseen } = await unseenOf(databasesOf(env), site, asked);
  return unseen.length === 0 ? {} : { warnings: unseen.map(warningOf) };
}
