/** What became of a request's body. */
export type Body =
  | { ok: true; text: string }
  | { ok: false; reason: 'too_large' | 'bad_encoding' | 'unknown_encoding' | 'not_utf8' };

const GZIP = [0x1f, 0x8b];

/**
 * The body as text, inflated. Clients mislabel: gzip is known by its first bytes as well as by its
 * header. Bytes are counted as they come out, so a small bomb is stopped at `most`.
 */
export async function readBody(request: Request, most: number): Promise<Body> {
  const raw = await readRaw(request, most);
  if (raw === undefined) return { ok: false, reason: 'too_large' };
  const format = formatOf(request.headers.get('content-encoding'), raw);
  if (format === undefined) return { ok: false, reason: 'unknown_encoding' };
  if (format === 'identity') return decode(raw);
  try {
    const inflated = piecesOf(raw).pipeThrough(new DecompressionStream(format));
    const bytes = await readCapped(bitesOf(inflated), most);
    return bytes === undefined ? { ok: false, reason: 'too_large' } : await decode(bytes);
  } catch {
    return { ok: false, reason: 'bad_encoding' };
  }
}

/**
 * The bytes as they came. Where the length is stated HTTP holds the sender to it, and all of it is read
 * at once: a piece at a time, each with its promise, a long body takes five times as long.
 */
async function readRaw(request: Request, most: number): Promise<Uint8Array | undefined> {
  const stated = request.headers.get('content-length');
  if (stated === null) return readCapped(request.body, most);
  if (Number(stated) > most) return undefined;
  const bytes = new Uint8Array(await request.arrayBuffer());
  return bytes.byteLength > most ? undefined : bytes;
}

/** Bytes that are inflated at a time, to at most a thousand times as many: a piece is inflated whole. */
const PIECE = 2_048;

/** Compressed bytes as a stream that goes no further than it is read. */
function piecesOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream(
    {
      pull(controller): void {
        controller.enqueue(bytes.subarray(at, at + PIECE));
        at += PIECE;
        if (at >= bytes.byteLength) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

function formatOf(
  header: string | null,
  bytes: Uint8Array,
): 'identity' | 'gzip' | 'deflate' | undefined {
  const names = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (GZIP.every((byte, i) => bytes[i] === byte)) return 'gzip';
  const [name] = names;
  if (name === undefined) return 'identity';
  if (names.length === 1 && name === 'deflate') return 'deflate';
  // A proxy may have inflated it and left the header: what starts as JSON is taken as JSON.
  const isText = bytes[0] === 0x7b || bytes[0] === 0x5b;
  return isText ? 'identity' : undefined;
}

/** Bytes that are taken out at a time; left to itself the stream gives 4 KB, each with a promise. */
const BITE = 32_768;

async function* bitesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader({ mode: 'byob' });
  try {
    for (;;) {
      const { value, done } = await reader.read(new Uint8Array(BITE));
      if (done) return;
      yield value;
    }
  } finally {
    // No more of it is wanted, or there is no more; one that failed has nothing to be told.
    await reader.cancel().catch(() => undefined);
  }
}

async function readCapped(
  stream: AsyncIterable<Uint8Array> | null,
  most: number,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream ?? []) {
    size += chunk.byteLength;
    if (size > most) return undefined;
    chunks.push(chunk);
  }
  const [only] = chunks;
  if (only !== undefined && chunks.length === 1) return only;
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/** From this size on, what a `TextDecoder` that judges takes more time counts. */
const LONG = 65_536;

async function decode(bytes: Uint8Array): Promise<Body> {
  if (bytes.byteLength >= LONG) {
    // Bytes that are no UTF-8 become U+FFFD: only where there is one must it be asked whether they are.
    const text = await new Response(bytes).text();
    if (!text.includes('\ufffd')) return { ok: true, text };
  }
  try {
    return {
      ok: true,
      text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes),
    };
  } catch {
    return { ok: false, reason: 'not_utf8' };
  }
}
