import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerTo, type Asked } from './fixture-answers.ts';

/** What the pages must work under: the Worker's own policy, plus Trusted Types. */
export const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

export interface Fixture {
  url: string;
  /** Every call to the API so far. */
  asked: Asked[];
  close: () => Promise<void>;
}

/** Serves the built pages as the Worker does, and answers the API from fixtures. */
export async function serveFixture(outDir: string, port = 0): Promise<Fixture> {
  const asked: Asked[] = [];
  const server: Server = createServer((request, response) => {
    respond(request, response, { outDir, asked }).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface Served {
  outDir: string;
  asked: Asked[];
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { outDir, asked }: Served,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://fixture');
  response.setHeader('content-security-policy', POLICY);
  if (url.pathname.startsWith('/v1/')) {
    const call: Asked = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      key: (request.headers.authorization ?? '').replace('Bearer ', ''),
      body: await bodyOf(request),
    };
    asked.push(call);
    const { status, body } = answerTo(call);
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
    return;
  }
  const file = url.pathname.startsWith('/dashboard/') ? url.pathname : '/dashboard/index.html';
  const type = TYPES[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  response.writeHead(200, { 'content-type': type }).end(await readFile(outDir + file));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
}
