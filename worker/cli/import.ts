// `npm run import -- FILE --site S --map MAP`: a clickstream file through the collector.

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { LIMITS } from '../../schema/index.ts';
import { lineOf } from './import/line.ts';
import { readMap, type FileMap } from './import/map.ts';
import { Bookmark } from './import/resume.ts';
import { fileHash, readRows } from './import/rows.ts';
import { sendAll, type Answer, type Chunk } from './import/send.ts';
import { findTarget, type Target } from './import/target.ts';
import { dataFolder } from './paths.ts';
import { Progress } from './progress.ts';

const USAGE = `npm run import -- FILE --site SITE --map MAP.json [options]

  FILE         CSV or NDJSON, gzip or not
  --site       id of the site, which must be there
  --map        how rows become events, see docs/import.md
  --url        a running Sojourn; without it the one on this machine, or one for the time being
  --key        server, admin or operator key; without it SOJOURN_KEY, or this machine's operator key
  --restart    from the first row, even if an earlier run was interrupted
  --json       the counts as one line of JSON`;

/** Every request is one transaction: this many lines at once are stored quickest (bench/ingest/import.ts). */
const LINES = LIMITS.importLines;
const BYTES = LIMITS.importBytes / 2;

interface Job {
  file: string;
  site: string;
  map: FileMap;
  target: Target;
  bookmark: Bookmark;
  /** Rows of an interrupted run that need not be sent again. */
  skip: number;
}

interface Counts {
  rows: number;
  skipped: number;
  stored: number;
  duplicates: number;
  /** Events that a full session could not keep. */
  overflow: number;
  /** Of people who were erased after these happened. */
  erased: number;
  /** Rows that say who somebody is, and are no event. */
  identity: number;
  refused: number;
  rows_written: number;
}

/** Lines on their way, and the row each is of. */
interface RowsChunk extends Chunk {
  rows: number[];
  bytes: number;
}

async function importFile(job: Job): Promise<{ counts: Counts; refusals: Map<string, number[]> }> {
  const { target, site, bookmark, skip } = job;
  const counts: Counts = {
    rows: 0, skipped: skip, stored: 0, duplicates: 0, overflow: 0, erased: 0, identity: 0,
    refused: 0, rows_written: 0,
  }; // prettier-ignore
  const refusals = new Map<string, number[]>();
  const progress = new Progress('Importing');
  const chunks = chunksOf(job, { counts, progress });
  for await (const { chunk, answer } of sendAll(target, site, chunks)) {
    add(counts, refusals, answer, chunk);
    // Not `counts.rows`: the row that did not fit any more is read, but not sent.
    await bookmark.keep(chunk.rows.at(-1) ?? 0);
  }
  await bookmark.drop();
  progress.clear();
  return { counts, refusals };
}

/** The file's rows as requests. */
async function* chunksOf(
  { file, map, skip }: Job,
  { counts, progress }: { counts: Counts; progress: Progress },
): AsyncGenerator<RowsChunk> {
  const hash = await fileHash(file);
  const { rows, size, read } = await readRows(file, map);
  let chunk: RowsChunk = { lines: [], rows: [], bytes: 0 };
  for await (const row of rows) {
    counts.rows++;
    if (counts.rows <= skip) continue;
    const line = JSON.stringify(lineOf(row, map, { file: hash, number: counts.rows }));
    if (chunk.lines.length === LINES || chunk.bytes + line.length > BYTES) {
      if (chunk.lines.length > 0) yield chunk;
      chunk = { lines: [], rows: [], bytes: 0 };
    }
    chunk.lines.push(line);
    chunk.rows.push(counts.rows);
    chunk.bytes += line.length + 1;
    progress.show(read(), size, `${counts.rows.toLocaleString('en')} rows`);
  }
  if (chunk.lines.length > 0) yield chunk;
}

function add(
  counts: Counts,
  refusals: Map<string, number[]>,
  answer: Answer,
  chunk: RowsChunk,
): void {
  counts.stored += answer.stored;
  counts.duplicates += answer.duplicates;
  counts.overflow += answer.overflow;
  counts.erased += answer.erased;
  counts.identity += answer.identity;
  counts.refused += answer.quarantined.length;
  counts.rows_written += answer.rows_written;
  for (const { line, reason, detail } of answer.quarantined) {
    const why = detail === '' ? reason : `${reason} (${detail})`;
    const rows = refusals.get(why) ?? [];
    rows.push(chunk.rows[line - 1] ?? 0);
    refusals.set(why, rows);
  }
}

/** Reasons with how many rows and the first of them. */
function describeRefusals(refusals: Map<string, number[]>): string[] {
  return [...refusals]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .slice(0, 10)
    .map(([why, rows]) => `  ${rows.length} x ${why}: row ${rows.slice(0, 3).join(', ')}`);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      site: { type: 'string' },
      map: { type: 'string' },
      url: { type: 'string' },
      key: { type: 'string' },
      restart: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [file] = positionals;
  const { site, map: mapFile, url, restart, json } = values;
  if (!file || !site || !mapFile) throw new Error(USAGE);
  const started = performance.now();
  const map = await readMap(mapFile);
  const folder = dataFolder();
  const target = await findTarget({ url, key: values.key ?? process.env['SOJOURN_KEY'] }, folder);
  try {
    const about = [await fileHash(file), await readFile(mapFile, 'utf8'), site, url ?? ''];
    const bookmark = new Bookmark(folder, about);
    const skip = restart ? 0 : await bookmark.rows();
    if (skip > 0) console.error(`Going on after row ${skip} (--restart begins anew).`);
    const { counts, refusals } = await importFile({ file, site, map, target, bookmark, skip });
    const seconds = (performance.now() - started) / 1000;
    console.log(json ? JSON.stringify(counts) : summary(counts, seconds));
    for (const line of describeRefusals(refusals)) console.error(line);
  } finally {
    await target.close();
  }
}

function summary(counts: Counts, seconds: number): string {
  const { rows, stored, duplicates, overflow, erased, identity, refused, rows_written } = counts;
  const [a, b, c, d, e] = [rows, stored, duplicates, refused, rows_written].map((count) =>
    count.toLocaleString('en'),
  );
  return (
    `${a} rows in ${seconds.toFixed(1)} s: ${b} events stored, ${c} were there already, ` +
    `${d} refused; ${e} database rows written.` +
    (identity > 0 ? ` ${identity.toLocaleString('en')} said who somebody is.` : '') +
    (overflow > 0 ? ` ${overflow.toLocaleString('en')} were too many for one session.` : '') +
    (erased > 0 ? ` ${erased.toLocaleString('en')} are of people who were erased.` : '')
  );
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
