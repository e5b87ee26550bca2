import { country } from '../format/words.ts';
import { membersOf } from './conditions.ts';
import { comparisons, DEEDS, FIELDS, OWN, WITHIN } from './fields.ts';

/** A filter in words: `Channel is Email and device is Mobile`. Of what it cannot say it shows the JSON. */
export function sayFilter(filter: unknown): string {
  const text = said(filter, false);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function said(filter: unknown, isInner: boolean): string {
  const members = membersOf(filter);
  for (const join of ['and', 'or'] as const) {
    const branches = members[join];
    if (!Array.isArray(branches)) continue;
    const text = branches.map((one) => said(one, branches.length > 1)).join(` ${join} `);
    return isInner && branches.length > 1 ? `(${text})` : text;
  }
  if ('not' in members) return `not (${said(members['not'], false)})`;
  if ('cell' in members) return 'behind a number of a report';
  return sayDeed(members) ?? saySequence(members) ?? sayFact(members) ?? JSON.stringify(filter);
}

function sayDeed(members: Record<string, unknown>): string | undefined {
  const about = Object.keys(DEEDS).find((name) => name in members);
  if (about === undefined) return undefined;
  const { event, op, value, filter, within } = membersOf(members[about]);
  const verb = about === 'did_not' ? 'did not' : 'did';
  const times = about === 'count' ? ` ${TIMES[String(op)] ?? String(op)} ${sayTimes(value)}` : '';
  const where = filter === undefined ? '' : ` where ${said(filter, true)}`;
  return `${verb} ${String(event)}${where}${times}${sayWithin(within)}`;
}

function sayTimes(value: unknown): string {
  return value === 1 ? 'once' : `${String(value)} times`;
}

const TIMES: Record<string, string> = {
  gte: 'at least',
  lte: 'at most',
  gt: 'more than',
  lt: 'less than',
  eq: 'exactly',
  neq: 'not',
};

function saySequence({ sequence }: Record<string, unknown>): string | undefined {
  const { steps, within } = membersOf(sequence);
  if (!Array.isArray(steps)) return undefined;
  const events = steps.map((step) => String(membersOf(step)['event']));
  return `did ${events.join(', then ')}${sayWithin(within)}`;
}

function sayWithin(within: unknown): string {
  if (typeof within !== 'string' || within === '') return '';
  return ` ${WITHIN.find(([each]) => each === within)?.[1] ?? `within ${within}`}`;
}

function sayFact({ field, op, value }: Record<string, unknown>): string | undefined {
  if (typeof field !== 'string' || typeof op !== 'string') return undefined;
  const [first = ''] = field.split('.');
  const about = first in OWN && first !== field ? first : field;
  const label = about in OWN ? `“${field.slice(first.length + 1)}”` : labelOf(field);
  if (op === 'exists') return `${label} is ${value === false ? 'not known' : 'known'}`;
  const how = comparisons(about).find(([each]) => each === op)?.[1] ?? op;
  const values = (Array.isArray(value) ? value : [value]).map((one) => sayValue(about, one));
  return `${label} ${how} ${values.join(', ')}`;
}

/** As it stands within a sentence. */
function labelOf(field: string): string {
  const label = FIELDS[field]?.label ?? field;
  return label.charAt(0).toLowerCase() + label.slice(1);
}

function sayValue(about: string, value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (about === 'country') return country(text);
  return FIELDS[about]?.values?.find(([each]) => each === text)?.[1] ?? text;
}
