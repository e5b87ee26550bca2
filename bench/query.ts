// How long people wait: each question to the real Worker over HTTP, beside DuckDB over the same events
// in Parquet and SQLite with one row an event, which must give the same answer; and what ingest feels
// of it. The load is made at the first run and kept: `--events 10000000` for the large one.

import { startServer, type Server } from '../worker/cli/server.ts';
import { FROM, KEY, prepare, TO } from './query/database.ts';
import { ask } from './query/ask.ts';
import { duckOver, sqliteOver, type Engine, type Row } from './query/engines.ts';
import { ingestBeside } from './query/ingest-beside.ts';
import { questionsOf, type Answered, type Question } from './query/questions.ts';
import { workerdOf } from './query/process.ts';
import type { Figures, Result } from './index.ts';

const LARGE = 10_000_000;

/** Times a question is asked; DuckDB and SQLite are asked less often, they do not vary. */
const [RUNS, RUNS_LARGE, RUNS_OTHERS] = [11, 5, 3];

/** Short questions are asked more often, and before it counts until V8 has compiled what they take. */
const [SHORT, RUNS_SHORT, WARMING] = [20, 51, 40];

export async function run({ events = 1_000_000 }: { events?: number }): Promise<Result> {
  const prepared = await prepare(events);
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    dataFolder: prepared.dataFolder,
    bindings: { SOJOURN_ADMIN_KEY: KEY, SOJOURN_CLOCK: String(TO) },
  });
  const duck = await duckOver(prepared);
  const sqlite = sqliteOver(prepared);
  try {
    const lines = [
      `${events.toLocaleString('en')} events of 30 days; milliseconds over HTTP, least, median and p95 of`,
      `${events < LARGE ? RUNS : RUNS_LARGE}, of questions with a limit of ${SHORT} ms of ${RUNS_SHORT} after ${WARMING}`,
      lineOf('', [
        'least',
        'median',
        'p95',
        'CPU',
        'limit',
        'DuckDB',
        'ratio',
        'SQLite',
        'ratio',
        'answers',
      ]),
    ];
    const json: Figures = {};
    for (const question of questionsOf(await someUser(duck))) {
      const measured = await measure(question, { server, duck, sqlite, events });
      json[question.name] = measured.figures;
      lines.push(lineOf(question.name, measured.columns));
    }
    const beside = await ingestBeside(server, () => answerOf(server, reportOf(events)));
    json['ingest_beside_report'] = beside.figures;
    lines.push('', ...beside.lines);
    return { table: lines.join('\n'), json };
  } finally {
    duck.close();
    sqlite.close();
    await server.close();
  }
}

/** The report that ingest has beside it: the one that reads everything. */
function reportOf(events: number): Question {
  const question = questionsOf('').find(({ name }) => name.startsWith('funnel'));
  if (question === undefined) throw new Error(`There is no funnel over ${events} events`);
  return question;
}

interface Engines {
  server: Server;
  duck: Engine;
  sqlite: Engine;
  events: number;
}

async function measure(
  question: Question,
  { server, duck, sqlite, events }: Engines,
): Promise<{ figures: Figures; columns: string[] }> {
  const workerd = workerdOf(process.pid);
  const limit = question.limits?.[events < LARGE ? 0 : 1];
  const isShort = limit !== undefined && limit <= SHORT;
  const answer = await answerOf(server, question);
  if (isShort) await timesOf(WARMING, () => answerOf(server, question));
  const cpu = await workerd.cpu();
  const runs = isShort ? RUNS_SHORT : events < LARGE ? RUNS : RUNS_LARGE;
  const times = await timesOf(runs, () => answerOf(server, question));
  const spent = ((await workerd.cpu()) - cpu) / times.length;
  const [least, median, p95] = [at(times, 0), at(times, 0.5), at(times, 0.95)];
  const ours = question.rows?.(answer);
  const figures: Figures = {
    least,
    median,
    p95,
    cpu: spent,
    ...(limit !== undefined && { limit }),
  };
  const columns = [ms(least), ms(median), ms(p95), ms(spent), limit === undefined ? '' : ms(limit)];
  if (question.sql === undefined || ours === undefined) return { figures, columns };
  const { sql } = question;
  const agree: string[] = [];
  for (const [name, engine] of [
    ['duckdb', duck],
    ['sqlite', sqlite],
  ] as const) {
    const started = performance.now();
    const rows = await engine.ask(sql);
    const first = performance.now() - started;
    agree.push(same(ours, rows) ? 'same' : `${name} differs`);
    // Of ten million rows a question takes a minute.
    const isSlow = events >= LARGE;
    const theirs = isSlow ? first : at(await timesOf(RUNS_OTHERS, () => engine.ask(sql)), 0.5);
    figures[name] = theirs;
    columns.push(ms(theirs), (theirs / median).toFixed(1));
  }
  const isSame = agree.every((word) => word === 'same');
  figures['answers_agree'] = Number(isSame);
  columns.push(isSame ? 'agree' : agree.filter((word) => word !== 'same').join(', '));
  return { figures, columns };
}

async function answerOf(server: Server, { path, body }: Question): Promise<Answered> {
  const text = await ask(new URL(`/v1/sites/shop/${path}`, server.url), {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return JSON.parse(text) as Answered;
}

async function timesOf(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b);
}

/** Somebody with about 200 events. */
async function someUser(duck: Engine): Promise<string> {
  const [row] = await duck.ask(`
    select i.user_id from events as e join identities as i on i.visitor = e.visitor
    where e.ts >= ${FROM}
    group by i.user_id order by abs(count(*) - 205), i.user_id limit 1`);
  if (typeof row?.[0] !== 'string') throw new Error('Nobody signed in');
  return row[0];
}

function same(a: readonly Row[], b: readonly Row[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function ms(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

function lineOf(name: string, columns: readonly string[]): string {
  return name.padEnd(30) + columns.map((column) => column.padStart(8)).join('');
}
