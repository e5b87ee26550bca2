import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What may happen to a request on its way, and to its answer. */
export const WEATHERS = [
  'fine',
  /** The connection breaks before anything was said: as good as no network. */
  'offline',
  /** 502 of a proxy, which the page is not allowed to read. */
  'bad gateway',
  /** 503 that the page may read, now and then with a `Retry-After`. */
  'unavailable',
  /** 429 that the page may read. */
  'too many',
  /** Neither request nor answer arrives, until the weather changes or the client gives up. */
  'silent',
  /** The request is stored; its answer never comes. */
  'no answer',
  /** The request is stored; the connection breaks instead of the answer. */
  'reset after commit',
  /** The request is stored, the answer says 503. */
  'error after commit',
  /** The connection breaks in the middle of the request. */
  'cut',
  /** The request arrives twice at a time. */
  'duplicated',
  /** The request arrives, and once more when the weather changes. */
  'repeated later',
  /** A captive portal answers 200 with a page of its own. */
  'portal',
  /** It takes 0.3 s in each direction. */
  'slow',
] as const;

export type Weather = (typeof WEATHERS)[number];

export interface Delivery {
  path: string;
  method: string;
  headers: Record<string, string>;
  body: Buffer;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const slowness = 300;

/** Stands between the browser and a collector and lets happen what `weather` says. */
export class Network {
  url = '';
  /** Requests that reached the collector and were answered with success, each time they did. */
  delivered: Delivery[] = [];
  /** When the last request came, by `performance.now()`. */
  lastHeard = 0;
  #weather: Weather = 'fine';
  #sockets = new Set<Socket>();
  #hanging = new Set<Socket>();
  #late: Delivery[] = [];
  #collector: (delivery: Delivery) => Promise<Answer>;
  #server = createServer((request, response) => {
    // A browser that goes in the middle of a request.
    this.#handle(request, response).catch(() => request.socket.destroy());
  });

  constructor(collector: (delivery: Delivery) => Promise<Answer>) {
    this.#collector = collector;
    this.#server.on('connection', (socket) => {
      if (this.#weather === 'offline') socket.resetAndDestroy();
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get weather(): Weather {
    return this.#weather;
  }

  /** What hung breaks; what was to come late comes. */
  async become(weather: Weather): Promise<void> {
    this.#weather = weather;
    for (const socket of weather === 'offline' ? this.#sockets : this.#hanging) {
      socket.resetAndDestroy();
    }
    this.#hanging.clear();
    for (const late of this.#late.splice(0)) await this.#pass(late);
  }

  async #pass(delivery: Delivery): Promise<Answer> {
    const answer = await this.#collector(delivery);
    if (answer.status < 300 && delivery.method === 'POST') this.delivered.push(delivery);
    return answer;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.lastHeard = performance.now();
    const weather = request.method === 'POST' ? this.#weather : 'fine';
    if (weather === 'cut') return void request.once('data', () => request.socket.resetAndDestroy());
    const delivery = await read(request);
    const answer = await this.#under(weather, delivery, request.socket);
    if (answer) response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  /** The answer that the page gets, if it gets one. */
  async #under(weather: Weather, delivery: Delivery, socket: Socket): Promise<Answer | undefined> {
    switch (weather) {
      case 'bad gateway':
        return { status: 502, headers: {}, body: 'bad gateway' };
      case 'unavailable':
      case 'too many': {
        const headers = {
          ...readable(delivery),
          ...(this.delivered.length % 2 && { 'retry-after': '1' }),
        };
        return { status: weather === 'too many' ? 429 : 503, headers, body: '' };
      }
      case 'portal':
        return { status: 200, headers: readable(delivery), body: '<html>Please sign in</html>' };
      case 'silent':
        this.#hanging.add(socket);
        return undefined;
      case 'no answer':
        await this.#pass(delivery);
        this.#hanging.add(socket);
        return undefined;
      case 'reset after commit':
        await this.#pass(delivery);
        socket.resetAndDestroy();
        return undefined;
      case 'error after commit':
        await this.#pass(delivery);
        return { status: 503, headers: readable(delivery), body: '' };
      case 'duplicated':
        return (await Promise.all([this.#pass(delivery), this.#pass(delivery)]))[1];
      case 'repeated later':
        this.#late.push(delivery);
        return this.#pass(delivery);
      case 'slow': {
        await new Promise((resolve) => setTimeout(resolve, slowness));
        const answer = await this.#pass(delivery);
        await new Promise((resolve) => setTimeout(resolve, slowness));
        return answer;
      }
      default:
        return this.#pass(delivery);
    }
  }
}

const readable = ({ headers }: Delivery): Record<string, string> => ({
  'access-control-allow-origin': headers['origin'] ?? '*',
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'retry-after',
});

const read = async (request: IncomingMessage): Promise<Delivery> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    typeof value !== 'string' || /^(host|connection|content-length|expect|transfer-)/.test(name)
      ? []
      : [[name, value]],
  );
  return {
    path: request.url ?? '/',
    method: request.method ?? 'GET',
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
};
