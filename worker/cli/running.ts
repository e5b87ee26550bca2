import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Says who serves a data folder: two servers on one database would spoil each other's writes. */
export async function claim(folder: string, url: URL): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(fileIn(folder), `${url.href}\n`);
}

export async function release(folder: string): Promise<void> {
  await rm(fileIn(folder), { force: true });
}

/** Where a server answers that serves the folder. A file that a crash left behind counts for nothing. */
export async function runningOn(folder: string): Promise<string | undefined> {
  const text = await readFile(fileIn(folder), 'utf8').catch(() => '');
  const url = text.trim();
  return url !== '' && (await answers(url)) ? url : undefined;
}

/** True where a Sojourn is ready at the address. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(new URL('/health', url), { signal: AbortSignal.timeout(2_000) });
    return response.ok;
  } catch {
    return false;
  }
}

function fileIn(folder: string): string {
  return join(folder, 'running');
}
