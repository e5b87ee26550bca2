import { connect, type Socket } from 'node:net';

export interface Answer {
  status: number;
  body: string;
}

/**
 * One connection that is kept, one request after the other. `fetch` takes as much CPU to send a batch
 * as the Worker takes to store it; this takes a tenth.
 */
export class Lane {
  readonly #host: string;
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #done: { resolve: (answer: Answer) => void; reject: (error: unknown) => void } | undefined;

  constructor(url: URL) {
    this.#host = url.host;
    this.#socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('The connection was closed')));
  }

  post(
    path: string,
    body: string | Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    const isChunked = headers['transfer-encoding'] === 'chunked';
    const length = isChunked ? {} : { 'content-length': bytes.length };
    const lines = Object.entries({ host: this.#host, ...length, ...headers });
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    return new Promise((resolve, reject) => {
      this.#done = { resolve, reject };
      this.#socket.cork();
      this.#socket.write(`POST ${path} HTTP/1.1\r\n${head}\r\n`);
      if (isChunked) this.#socket.write(`${bytes.length.toString(16)}\r\n`);
      this.#socket.write(bytes);
      if (isChunked) this.#socket.write('\r\n0\r\n\r\n');
      this.#socket.uncork();
    });
  }

  close(): void {
    this.#done = undefined;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const answer = answerIn(this.#received.toString('latin1'));
    if (answer === undefined) return;
    this.#received = Buffer.alloc(0);
    const done = this.#done;
    this.#done = undefined;
    done?.resolve(answer);
  }

  #fail(error: unknown): void {
    const done = this.#done;
    this.#done = undefined;
    done?.reject(error);
  }
}

/** The answer once it is whole; workerd states the length of each body, or sends it in chunks. */
function answerIn(text: string): Answer | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = text.slice(0, end);
  const rest = text.slice(end + 4);
  const status = Number(head.slice(9, 12));
  if (status === 204) return { status, body: '' };
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  if (length !== undefined) {
    return rest.length < Number(length) ? undefined : { status, body: rest };
  }
  return rest.endsWith('0\r\n\r\n') ? { status, body: rest } : undefined;
}
