import { parseAccept } from 'hono/utils/accept';
import type * as v from 'valibot';
import type { Json } from '../../schema/index.ts';
import { toCsvLine } from './csv.ts';
import type { Envelope } from './envelope.ts';
import type { AnyCall, Operation, Reply } from './operation.ts';
import { columnsOf, holds, rowSchema } from './report-columns.ts';

export const CSV_TYPE = 'text/csv';

/** A report that also answers as a table, where `Accept` asks for that. */
export function tabular(operation: Operation): Operation {
  const { reply, answers, path } = operation;
  const answer = answers[200];
  if (reply === undefined || answer === undefined) {
    throw new Error(`${operation.operationId} answers nothing that could be a table`);
  }
  return {
    ...operation,
    answers: { ...answers, 200: { ...answer, textTypes: [CSV_TYPE] } },
    reply: async (call) => {
      // What every report hands over.
      const body = (await reply(call)).body as Envelope;
      const csv = path.replace('{site}', call.site?.id ?? '');
      const whole: Envelope = { ...body, links: { ...body.links, csv } };
      return asksForCsv(call)
        ? csvReply(call, answer.schema, whole)
        : { body: whole, headers: { vary: 'accept' } };
    },
  };
}

function asksForCsv({ request }: AnyCall): boolean {
  const known = [CSV_TYPE, 'application/json', 'application/*', '*/*'];
  const wanted = parseAccept(request.headers.get('accept') ?? '*/*');
  return wanted.find(({ type, q }) => q > 0 && known.includes(type))?.type === CSV_TYPE;
}

function csvReply(
  { site }: AnyCall,
  schema: v.GenericSchema | undefined,
  { data, query }: Envelope,
): Reply {
  const currency = site?.currency ?? '';
  const text = toTable(data as Record<string, Json>, { schema, currency, query: query as Json });
  return {
    stream: new Response(text).body ?? new ReadableStream(),
    headers: { 'content-type': 'text/csv; charset=utf-8; header=present', vary: 'accept' },
  };
}

/** Which member of a report is its table: what was broken down, else what it is a list of. */
const TABLES = ['rows', 'edges', 'cohorts', 'periods', 'series', 'steps', 'stages'];

type Line = Map<string, Json>;

interface Asked {
  schema: v.GenericSchema | undefined;
  currency: string;
  query: Json;
}

/**
 * One line a row, or a row's part where a row is a list: a cohort's periods, a funnel's steps by key. Of
 * several lists, as a stage of a journey map has, `list` says which a line is of. Columns are those that
 * rows may have; amounts in other currencies than the site's follow them.
 */
function toTable(data: Record<string, Json>, { schema, currency, query }: Asked): string {
  const name = TABLES.find((one) => Array.isArray(data[one])) ?? '';
  const found = data[name];
  const rows = Array.isArray(found) ? found : [data];
  // What only some queries ask for: they name it in a list, as models, or the rows have it.
  const isAsked = (member: string): boolean =>
    names(query, member) || holds(rows, member) || (member === 'quantity' && ofItems(query));
  const { names: known, lists } = columnsOf(rowSchema(schema, name), { currency, isAsked });
  const lines = rows.flatMap((row) => linesOf(row, lists));
  const amounts = lines.flatMap((line) =>
    [...line.keys()].filter((column) => FOREIGN.test(column)),
  );
  const columns = [...new Set([...known, ...amounts.sort()])];
  const cells = lines.map((line) => toCsvLine(columns.map((column) => line.get(column) ?? null)));
  return toCsvLine(columns) + cells.join('');
}

/** Whether rows are what was bought, of which there is a quantity. */
function ofItems(query: Json): boolean {
  const breakdown = isObject(query) ? query['breakdown'] : undefined;
  const by = isObject(breakdown) ? breakdown['by'] : undefined;
  return by === 'product' || (typeof by === 'string' && by.startsWith('item.'));
}

/** Ends with a currency, as a column of amounts does. */
const FOREIGN = /\.[A-Z]{3}$/;

function names(query: Json, member: string): boolean {
  if (Array.isArray(query)) return query.includes(member);
  return isObject(query) && Object.values(query).some((value) => names(value, member));
}

function linesOf(row: Json, names: readonly string[]): Line[] {
  if (!isObject(row)) return [new Map([['value', row]])];
  const lists = names.map((name) => {
    const parts = row[name];
    return { name, parts: Array.isArray(parts) ? parts : [] };
  });
  const own = flat(row, '');
  const [only, another] = lists;
  if (only === undefined || lists.every(({ parts }) => parts.length === 0)) return [own];
  if (another === undefined) {
    return only.parts.map((part) => new Map([...own, ...flat(part, `${only.name}.`)]));
  }
  return lists.flatMap(({ name, parts }) =>
    parts.map((part) => new Map([...own, ['list', name], ...flat(part, 'part.')])),
  );
}

/** Members of members become columns of their own, amounts one for each currency. */
function flat(value: Json, prefix: string): Line {
  const line: Line = new Map();
  for (const [name, member] of Object.entries(isObject(value) ? value : {})) {
    const column = prefix + name;
    if (isObject(member)) for (const entry of flat(member, `${column}.`)) line.set(...entry);
    else if (isMoney(member)) addMoney(line, column, member);
    else if (name === 'ci95') {
      const [low = null, high = null] = Array.isArray(member) ? member : [];
      line.set(`${column}.low`, low).set(`${column}.high`, high);
    } else if (!isListOfParts(member) && !isEmpty(member)) line.set(column, member);
  }
  return line;
}

interface Amount {
  currency: string;
  amount: string;
}

/** As numbers, which a spreadsheet can add up; a decimal string would be text to it. */
function addMoney(line: Line, column: string, amounts: readonly Amount[]): void {
  for (const { currency, amount } of amounts) line.set(`${column}.${currency}`, Number(amount));
}

function isMoney(value: Json): value is Json & Amount[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one) => isObject(one) && 'currency' in one && 'amount' in one)
  );
}

/** No amount in any currency, most often: a column of its own would say nothing. */
function isEmpty(value: Json): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isListOfParts(value: Json): value is Json[] {
  return Array.isArray(value) && value.some(isObject) && !isMoney(value);
}

function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
