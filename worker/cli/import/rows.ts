import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { checkColumns } from './columns.ts';
import type { FileMap } from './map.ts';
import type { Row } from './rule.ts';

export interface Rows {
  rows: AsyncIterable<Row>;
  /** Bytes of the file, as it lies there. */
  size: number;
  /** Bytes read so far. */
  read: () => number;
}

/** The rows of a CSV or NDJSON file, gzip or not, as they are read. */
export async function readRows(file: string, map: FileMap): Promise<Rows> {
  const { size } = await stat(file);
  const raw = createReadStream(file);
  const text = (await isGzip(file)) ? through(raw, createGunzip()) : raw;
  const format = map.format ?? (/\.(nd)?jsonl?(\.gz)?$/i.test(file) ? 'ndjson' : 'csv');
  const rows = format === 'csv' ? csvRows(text, map) : jsonRows(text);
  return { rows, size, read: () => raw.bytesRead };
}

/** SHA-256 of the file's bytes, short: tells this file from any other. */
export async function fileHash(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('base64url').slice(0, 16);
}

async function isGzip(file: string): Promise<boolean> {
  for await (const chunk of createReadStream(file, { end: 1 }) as AsyncIterable<Buffer>) {
    return chunk[0] === 0x1f && chunk[1] === 0x8b;
  }
  return false;
}

/** The first row names the columns. */
function csvRows(text: Readable, map: FileMap): AsyncIterable<Row> {
  const parser = parse({
    columns: (names: string[]) => {
      checkColumns(map, names);
      return names;
    },
    bom: true,
    delimiter: map.delimiter ?? ',',
    relax_quotes: true,
    // All of them: files that were put together from others have more than one.
    record_delimiter: ['\r\n', '\n', '\r'],
  });
  return through(text, parser) as AsyncIterable<Row>;
}

async function* jsonRows(text: Readable): AsyncGenerator<Row> {
  for await (const line of createInterface({ input: text, crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    const row: unknown = JSON.parse(line);
    if (typeof row !== 'object' || row === null) throw new Error('A line is no JSON object.');
    yield row as Row;
  }
}

/** What is broken on the way is an error of the last stream, so that whoever reads it hears of it. */
function through(from: Readable, to: Duplex): Readable {
  from.on('error', (error) => to.destroy(error));
  return from.pipe(to);
}
