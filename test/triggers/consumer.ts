import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** What came to a consumer, to the letter. */
export interface Received {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** How a consumer answers at a path. */
export type Behave = (response: ServerResponse, request: IncomingMessage) => void;

/** Somebody else's server, which webhooks are sent to. */
export class Consumer {
  readonly received: Received[] = [];
  /** By path; 204 where nothing is said. */
  readonly behave: Map<string, Behave> = new Map();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  at(path: string): Received[] {
    return this.received.filter((one) => one.path === path);
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '';
    const headers = request.headers as Record<string, string>;
    this.received.push({ path, headers, body: Buffer.concat(chunks).toString() });
    const behave = this.behave.get(path);
    if (behave) behave(response, request);
    else response.writeHead(204).end();
  }
}

/** What the standard's own library makes of a message; throws where its signature does not hold. */
export function verified({ body, headers }: Received, secret: string): unknown {
  return new Webhook(secret).verify(body, headers);
}
