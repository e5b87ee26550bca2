import { LIMITS } from '../../schema/index.ts';
import { DEEPEST, MOST_KEYS, tooMuchIn } from '../collect/depth.ts';
import { Problem } from './problem.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** The JSON of an API request. Bytes are counted as they come: a length header can lie. */
export async function readJson(request: Request): Promise<unknown> {
  const type = (request.headers.get('content-type') ?? 'application/json').split(';')[0] ?? '';
  if (!/^application\/([a-z0-9.-]+\+)?json$/i.test(type.trim())) {
    throw new Problem('unsupported-media-type', 'Send the body as application/json.', {
      headers: { accept: 'application/json' },
    });
  }
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  if (encoding.trim().toLowerCase() !== 'identity') {
    throw new Problem('unsupported-media-type', 'Send the body uncompressed.', {
      headers: { 'accept-encoding': 'identity' },
    });
  }
  return parseJson(await readCapped(request, LIMITS.batchBytes));
}

/** The body's bytes, or a 413 as soon as there are more than `most`. */
export async function readCapped(request: Request, most: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > most) throw tooLarge(most);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > most) throw tooLarge(most);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

function tooLarge(most: number): Problem {
  return new Problem('too-large', `At most ${most} bytes are taken here.`);
}

function parseJson(bytes: Uint8Array): unknown {
  const text = textOf(bytes);
  const tooMuch = tooMuchIn(text, 0);
  if (tooMuch !== undefined) {
    throw new Problem('invalid-json', `At most ${DEEPEST} levels and ${MOST_KEYS} keys.`, {
      members: { reason: tooMuch },
    });
  }
  try {
    return JSON.parse(text);
  } catch {
    // The engine's message quotes the input, so it is not passed on.
    throw notJson();
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw notJson();
  }
}

function notJson(): Problem {
  return new Problem('invalid-json', 'The body must be one JSON value in UTF-8.');
}
