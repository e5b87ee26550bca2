import { parseAccept } from 'hono/utils/accept';
import type { Json } from '../../schema/index.ts';
import { toCsvLine } from './csv.ts';
import type { Envelope } from './envelope.ts';
import type { AnyCall, Operation, Reply } from './operation.ts';

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
      return asksForCsv(call) ? csvReply(whole) : { body: whole, headers: { vary: 'accept' } };
    },
  };
}

function asksForCsv({ request }: AnyCall): boolean {
  const known = [CSV_TYPE, 'application/json', 'application/*', '*/*'];
  const wanted = parseAccept(request.headers.get('accept') ?? '*/*');
  return wanted.find(({ type, q }) => q > 0 && known.includes(type))?.type === CSV_TYPE;
}

function csvReply({ data }: Envelope): Reply {
  const text = toTable(data as Record<string, Json>);
  return {
    stream: new Response(text).body ?? new ReadableStream(),
    headers: { 'content-type': 'text/csv; charset=utf-8; header=present', vary: 'accept' },
  };
}

/** Which member of a report is its table: what was broken down, else what it is a list of. */
const TABLES = ['rows', 'edges', 'cohorts', 'periods', 'series', 'steps', 'stages'];

type Line = Map<string, Json>;

/**
 * One line a row, or a row's part where a row is a list: a cohort's periods, a funnel's steps by key. Of
 * several lists, as a stage of a journey map has, `list` says which a line is of.
 */
function toTable(data: Record<string, Json>): string {
  const name = TABLES.find((one) => Array.isArray(data[one])) ?? '';
  const rows = data[name];
  const lines = (Array.isArray(rows) ? rows : [data]).flatMap(linesOf);
  const columns = [...new Set(lines.flatMap((line) => [...line.keys()]))];
  if (columns.length === 0) return '';
  const cells = lines.map((line) => toCsvLine(columns.map((column) => line.get(column) ?? null)));
  return toCsvLine(columns) + cells.join('');
}

function linesOf(row: Json): Line[] {
  if (!isObject(row)) return [new Map([['value', row]])];
  const lists = Object.entries(row).flatMap(([name, value]) =>
    isListOfParts(value) ? [{ name, parts: value }] : [],
  );
  const own = flat(row, '');
  const [only, another] = lists;
  if (only === undefined) return [own];
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
    // Keys to people are for programs, and long.
    if (name === 'cell' || (name === 'cells' && isObject(member))) continue;
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
