import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleAll } from '../../../snippet/build.ts';

const root = join(import.meta.dirname, '../../..');
const cache = join(root, 'node_modules/.cache/bundled');

/** All files that sites load, as `bundleAll` makes them: once for all test files, not once for each. */
export const bundled = async (): Promise<Map<string, Uint8Array>> => {
  const file = join(cache, await fingerprint());
  try {
    const pairs = JSON.parse(await readFile(file, 'utf8')) as [string, string][];
    return new Map(pairs.map(([path, base64]) => [path, Buffer.from(base64, 'base64')]));
  } catch {
    // Nobody has made it yet; two who do so at a time make the same.
  }
  const files = await bundleAll();
  const pairs = [...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString('base64')]);
  await mkdir(cache, { recursive: true });
  const written = `${file}.${randomUUID()}`;
  await writeFile(written, JSON.stringify(pairs));
  await rename(written, file);
  return files;
};

/** Of all that goes into the files: the sources and the versions of what builds them. */
const fingerprint = async (): Promise<string> => {
  const hash = createHash('sha256').update(await readFile(join(root, 'package-lock.json')));
  for (const folder of ['snippet', 'schema']) {
    const names = await readdir(join(root, folder), { recursive: true });
    for (const name of names.filter((one) => /\.(ts|json)$/.test(one)).toSorted()) {
      hash.update(name).update(await readFile(join(root, folder, name)));
    }
  }
  return hash.digest('hex');
};
