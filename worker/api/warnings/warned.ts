import { isObject } from '../../../schema/index.ts';
import { databasesOf } from '../../stitch/databases.ts';
import { USD } from '../../prices.ts';
import { isEnvelope, type Envelope } from '../envelope.ts';
import type { AnyCall, Operation } from '../operation.ts';
import { namesAsked } from './names-asked.ts';
import { unseenOf, type Unseen } from './unseen.ts';

/** A report that says so where its query names what the site has never had: a slip counts nobody. */
export function warned(operation: Operation): Operation {
  const { reply } = operation;
  if (reply === undefined) throw new Error(`${operation.operationId} is no report`);
  return {
    ...operation,
    reply: async (call) => {
      const answer = await reply(call);
      const { body } = answer;
      if (!isEnvelope(body)) return answer;
      return { ...answer, body: withPageSaid(call, await withWarnings(call, body)) };
    },
  };
}

async function withWarnings({ env, site, body }: AnyCall, report: Envelope): Promise<Envelope> {
  const found = namesFound(body, report.data);
  const asked = namesAsked(body).filter(
    ({ field, value }) => field !== 'event' || !found.has(value),
  );
  if (site === undefined || asked.length === 0) return report;
  const { unseen, rowsRead } = await unseenOf(databasesOf(env), site.number, asked);
  const { meta } = report;
  const rows = meta.cost.rows_read + rowsRead;
  const usd = Number((meta.cost.usd + rowsRead * USD.rowRead).toPrecision(6));
  return {
    ...report,
    meta: {
      ...meta,
      cost: { ...meta.cost, rows_read: rows, usd },
      warnings: [...meta.warnings, ...unseen.map(warningOf)],
    },
  };
}

const LANDING =
  '"page" tells sessions apart by the page they began with, as "landing_page" does. A filter by "page" ' +
  'takes those that came to it at all.';

/** The same word of a breakdown and of a filter, which cannot mean the same. */
function withPageSaid({ body }: AnyCall, report: Envelope): Envelope {
  const { breakdown, touch } = isObject(body) ? body : {};
  if (![breakdown, touch].some((one) => isObject(one) && one['by'] === 'page')) return report;
  const { meta } = report;
  return { ...report, meta: { ...meta, warnings: [...meta.warnings, LANDING] } };
}

/** Events of a funnel's steps that somebody took: they are there, however long ago. */
function namesFound(body: unknown, data: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  if (!isObject(body) || !isObject(data)) return found;
  const { steps: asked } = body;
  const { steps: told } = data;
  if (!Array.isArray(asked) || !Array.isArray(told)) return found;
  for (const [i, step] of (asked as unknown[]).entries()) {
    const answer: unknown = told[i];
    const isTaken =
      isObject(answer) && typeof answer['people'] === 'number' && answer['people'] > 0;
    if (isTaken && isObject(step) && typeof step['event'] === 'string') found.add(step['event']);
  }
  return found;
}

/** In words. */
export function warningOf({ field, value, nearest: near }: Unseen): string {
  const isName = field === 'prop' || field === 'item';
  const nearest = near !== undefined && isName ? `${field}.${near}` : near;
  const meant = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  const end = meant === '' ? '.' : '';
  if (field === 'event') return `No event "${value}" was found lately${meant}${end}`;
  if (isName) return `No property "${field}.${value}" was found lately${meant}${end}`;
  if (field === 'account') return `Nobody belongs to an account "${value}"${meant}${end}`;
  if (field === 'page') return `No page "${value}" was found lately${meant}${end}`;
  return `Nothing was found lately that has "${value}" as ${field}${meant}${end}`;
}
