/// <reference types="vite/types/importMeta.d.ts" />
/**
 * Test data that is no part of the repository: it lies beside it, or the test that wants it is
 * skipped. These tests run inside workerd, which has no files, so Vite brings them in.
 */
const texts = import.meta.glob<string>('../../../shared/data/**/*.{json,csv,txt,yml}', {
  query: '?raw',
  import: 'default',
});
const zipped = import.meta.glob<string>('../../../shared/data/**/*.gz', {
  query: '?inline',
  import: 'default',
});

const FOLDER = '../../../shared/data/';

/** A text file below shared/data; undefined, with a line that says so, where it is absent. */
export async function sharedText(path: string): Promise<string | undefined> {
  const text = texts[FOLDER + path];
  const packed = zipped[FOLDER + path];
  if (text !== undefined) return text();
  if (packed !== undefined) return inflate(await packed());
  console.log(`skipped: shared/data/${path} is not here`);
  return undefined;
}

export async function sharedJson<T>(path: string): Promise<T | undefined> {
  const text = await sharedText(path);
  // The caller names the shape of its own test data.
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

async function inflate(dataUrl: string): Promise<string> {
  const stream = (await fetch(dataUrl)).body?.pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream ?? null).text();
}
