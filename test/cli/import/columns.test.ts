import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FileMap } from '../../../worker/cli/import/map.ts';
import { readRows } from '../../../worker/cli/import/rows.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sojourn-columns-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** How many rows are read of a file with these columns. */
async function rowsRead(header: string, map: Partial<FileMap>): Promise<number> {
  const file = join(folder, 'hits.csv');
  await writeFile(file, `${header}\n1,2,3\n`);
  const { rows } = await readRows(file, { at: { column: 'time' }, name: { value: 'x' }, ...map });
  let count = 0;
  for await (const _ of rows) count++;
  return count;
}

test('reads a file that has what the map names, or one of its alternatives', async () => {
  expect(await rowsRead('time,who,path', { visitor: 'who', page: { template: '/{path}' } })).toBe(
    1,
  );
  expect(await rowsRead('\uFEFFtime,who,path', { visitor: { first: ['user', 'who'] } })).toBe(1);
  const byCase = { case: 'path', of: { a: 'page_view' }, else: { value: 'page_view' } };
  expect(await rowsRead('time,who,path', { name: byCase })).toBe(1);
});

test.each<[Partial<FileMap>, string]>([
  [{ at: { column: 'tim' } }, 'tim'],
  [{ visitor: 'visitor_id' }, 'visitor_id'],
  [{ user: { first: ['uid', { column: 'customer' }] } }, 'uid, customer'],
  [{ page: { template: 'https://{host}/{path}[?g={gclid}]' } }, 'host, gclid'],
  [
    { name: { case: 'action', of: { add: { column: 'kind' } }, else: 'verb' } },
    'action, kind, verb',
  ],
  [{ properties: { items: { split: 'products', by: '|', each: '{a}' } } }, 'products'],
  [{ id: ['time', 'line'], context: { host: 'time' } }, 'line'],
])('refuses %j before anything is sent, and names the columns', async (map, missing) => {
  await expect(rowsRead('time,who,path', map)).rejects.toThrow(
    `The map names what is no column of the file: ${missing}. Its columns are time, who, path`,
  );
});
