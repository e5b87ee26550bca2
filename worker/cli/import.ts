// `npm run import -- FILE --site S --map MAP`: a clickstream file through the collector.

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { LIMITS } from '../../schema/index.ts';
import {
  add,
  describe,
  emptyTally,
  summary,
  type Counts,
  type Sent,
  type Tally,
} from './import/counts.ts';
import { lineOf } from './import/line.ts';
import { readMap, type FileMap } from './import/map.ts';
import { Bookmark } from './import/resume.ts';
import { fileHash, readRows } from './import/rows.ts';
import { sendAll, type Chunk } from './import/send.ts';
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

/** Lines on their way, and the row each is of. */
interface RowsChunk extends Chunk, Sent {
  bytes: number;
}

async function importFile(job: Job): Promise<Tally> {
  const { target, site, bookmark, skip } = job;
  const tally = emptyTally(skip);
  const progress = new Progress('Importing');
  const chunks = chunksOf(job, { counts: tally.counts, progress });
  for await (const { chunk, answer } of sendAll(target, site, chunks)) {
    add(tally, answer, chunk);
    // Not `counts.rows`: the row that did not fit any more is read, but not sent.
    await bookmark.keep(chunk.rows.at(-1) ?? 0);
  }
  await bookmark.drop();
  progress.clear();
  return tally;
}

/** The file's rows as requests. */
async function* chunksOf(
  { file, map, skip }: Job,
  { counts, progress }: { counts: Counts; progress: Progress },
): AsyncGenerator<RowsChunk> {
  const hash = await fileHash(file);
  const { rows, size, read } = await readRows(file, map);
  let chunk = emptyChunk();
  for await (const row of rows) {
    counts.rows++;
    if (counts.rows <= skip) continue;
    const unread: string[] = [];
    const place = { file: hash, number: counts.rows };
    const line = JSON.stringify(lineOf(row, map, { place, unread }));
    if (chunk.lines.length === LINES || chunk.bytes + line.length > BYTES) {
      if (chunk.lines.length > 0) yield chunk;
      chunk = emptyChunk();
    }
    if (unread.length > 0) chunk.unread.set(chunk.lines.length, unread);
    chunk.lines.push(line);
    chunk.rows.push(counts.rows);
    chunk.bytes += line.length + 1;
    progress.show(read(), size, `${counts.rows.toLocaleString('en')} rows`);
  }
  if (chunk.lines.length > 0) yield chunk;
}

function emptyChunk(): RowsChunk {
  return { lines: [], rows: [], unread: new Map(), bytes: 0 };
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
    const tally = await importFile({ file, site, map, target, bookmark, skip });
    const seconds = (performance.now() - started) / 1000;
    console.log(json ? JSON.stringify(tally.counts) : summary(tally.counts, seconds));
    for (const line of describe(tally, map.decimal !== undefined)) console.error(line);
  } finally {
    await target.close();
  }
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
