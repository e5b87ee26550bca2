import { LIMITS } from '../../schema/index.ts';
import { Problem } from './problem.ts';

/** Levels of a request's JSON; a filter needs two for each of its own. */
const DEEPEST = 64;
const [QUOTE, BACKSLASH, BRACE, BRACKET] = [0x22, 0x5c, 0x7b, 0x5b];

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
  let value: unknown;
  try {
    value = JSON.parse(UTF8.decode(bytes));
  } catch {
    // The engine's message quotes the input, so it is not passed on.
    throw new Problem('invalid-json', 'The body must be one JSON value in UTF-8.');
  }
  // After parsing, so that strings are known to end; the parser itself minds no depth.
  if (depthOf(bytes) > DEEPEST) throw new Problem('invalid-json', `At most ${DEEPEST} levels.`);
  return value;
}

/** Levels of nesting, counted on the bytes: nothing that recurses has met the value yet. */
function depthOf(bytes: Uint8Array): number {
  let [depth, deepest, inString] = [0, 0, false];
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === BRACE || byte === BRACKET) deepest = Math.max(deepest, ++depth);
    else if (byte === BRACE + 2 || byte === BRACKET + 2) depth--;
  }
  return deepest;
}
