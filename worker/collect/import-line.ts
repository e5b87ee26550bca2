import * as v from 'valibot';
import { isObject, LIMITS, type EventReason } from '../../schema/index.ts';
import { tooMuchIn } from './depth.ts';
import { isPlainLine } from './import-plain.ts';

/** One event of a file, as `POST /v1/sites/{site}/imports` takes it, a line each. */
export interface ImportLine {
  /** `PREFIX.NUMBER` stays as it is, other ids are hashed; absent: a hash of the line. */
  id?: string;
  /** Milliseconds since 1970 UTC, or RFC 3339 with its offset. */
  at: number | string;
  name: string;
  /** One of `visitor` and `user` must be there. */
  visitor?: string;
  user?: string;
  /** URL or path. */
  page?: string;
  title?: string;
  referrer?: string;
  properties?: Record<string, unknown>;
  context?: ImportContext;
}

export interface ImportContext {
  host?: string;
  language?: string;
  /** Tells browser, system, device and bots where these are not given. */
  user_agent?: string;
  browser?: string;
  os?: string;
  device?: 'desktop' | 'mobile' | 'tablet' | 'other';
  /** ISO 3166-1 alpha-2. */
  country?: string;
  region?: string;
  screen?: string;
}

/** Which rule a line breaks, and where. */
export type Fault = { reason: EventReason | 'visitor_invalid'; detail: string };

const text = v.pipe(v.string(), v.maxLength(1_024));
const address = v.pipe(v.string(), v.maxLength(LIMITS.string));

const contextSchema: v.GenericSchema<ImportContext> = v.strictObject({
  host: v.exactOptional(text),
  language: v.exactOptional(text),
  user_agent: v.exactOptional(text),
  browser: v.exactOptional(text),
  os: v.exactOptional(text),
  device: v.exactOptional(v.picklist(['desktop', 'mobile', 'tablet', 'other'])),
  country: v.exactOptional(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/))),
  region: v.exactOptional(text),
  screen: v.exactOptional(text),
});

/** Unknown members are refused: a misspelt one would be lost without a word. */
export const importLine: v.GenericSchema<ImportLine> = v.strictObject({
  id: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.businessId))),
  at: v.union([v.number(), v.string()]),
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(LIMITS.name)),
  visitor: v.exactOptional(v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,64}$/))),
  user: v.exactOptional(v.string()),
  page: v.exactOptional(address),
  title: v.exactOptional(address),
  referrer: v.exactOptional(address),
  properties: v.exactOptional(v.record(v.string(), v.unknown())),
  context: v.exactOptional(contextSchema),
});

/** Which rule a member breaks that is not as it should be. */
const REASONS: Record<string, Fault['reason']> = {
  '/at': 'at_invalid',
  '/name': 'name_missing',
  '/visitor': 'visitor_invalid',
  '/user': 'user_id_invalid',
  '/page': 'page_invalid',
  '/title': 'page_invalid',
  '/referrer': 'page_invalid',
  '/properties': 'properties_not_an_object',
};

/** Shorter lines hold too little to be a danger. */
const LONG_LINE = 4_096;

/** A line as it has to be, or what is wrong with it. */
export function readLine(line: string): ImportLine | Fault {
  const tooMuch = line.length > LONG_LINE ? tooMuchIn(line, 0) : undefined;
  if (tooMuch !== undefined) return { reason: tooMuch, detail: 'not read at all' };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { reason: 'event_not_an_object', detail: 'not JSON' };
  }
  if (!isObject(value)) return { reason: 'event_not_an_object', detail: '' };
  if (isPlainLine(value)) return value;
  const parsed = v.safeParse(importLine, value, { abortEarly: true });
  // Properties are the input's own: a record leaves out `__proto__`, `constructor` and `prototype`.
  const own = isObject(value['properties']) && { properties: value['properties'] };
  if (parsed.success) return { ...parsed.output, ...own };
  const [issue] = parsed.issues;
  const pointer = `/${(v.getDotPath(issue) ?? '').replaceAll('.', '/')}`;
  const reason = REASONS[`/${pointer.split('/')[1]}`] ?? 'event_not_an_object';
  return { reason, detail: `${pointer}: ${issue.message.slice(0, 200)}` };
}
