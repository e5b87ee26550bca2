import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** What becomes of an answer on its way back. */
export type Loss = 'dropped' | 'unavailable';

export interface Gateway {
  url: string;
  /** Bodies of every POST that went through, in order; repetitions too. */
  bodies: Record<string, unknown>[];
  close(): Promise<void>;
}

/**
 * Stands between a client and the Worker. The first POSTs reach the Worker, but their answers do not
 * reach the client: the connection breaks, or a proxy says 503 on its own. So the client must send
 * again what is stored already.
 */
export async function openGateway(worker: string, losses: readonly Loss[] = []): Promise<Gateway> {
  const left = [...losses];
  const bodies: Record<string, unknown>[] = [];
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const isPost = request.method === 'POST';
    const answer = await fetch(new URL(request.url ?? '/', worker), {
      method: request.method ?? 'GET',
      headers: headersOf(request),
      ...(isPost && { body }),
    });
    if (isPost) bodies.push(parsed(body));
    const loss = isPost ? left.shift() : undefined;
    if (loss === 'dropped') {
      request.socket.destroy();
      return;
    }
    const headers = Object.fromEntries(answer.headers);
    delete headers['content-encoding'];
    delete headers['content-length'];
    const text = await answer.text();
    response.writeHead(loss === 'unavailable' ? 503 : answer.status, headers).end(text);
  };
  const server = createServer((request, response) => void pass(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    bodies,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** But for those of the one connection. */
function headersOf({ headers }: IncomingMessage): [string, string][] {
  const hop = ['host', 'connection', 'content-length', 'transfer-encoding', 'expect'];
  return Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value !== 'string' || hop.includes(name) ? [] : [[name, value]],
  );
}

function parsed(body: Buffer): Record<string, unknown> {
  const text = body[0] === 0x1f ? gunzipSync(body) : body;
  return JSON.parse(text.toString()) as Record<string, unknown>;
}
