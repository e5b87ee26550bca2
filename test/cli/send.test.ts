import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { sendAll, type Chunk } from '../../worker/cli/import/send.ts';

/** An answer that the test gives when it likes. */
interface Held {
  line: string;
  answer: (status: number) => void;
}

let server: Server;
afterEach(() => server.close());

/** A server that holds every request until it is told what to answer. */
async function holding(): Promise<{ url: string; arrived: () => Promise<Held> }> {
  const held: Held[] = [];
  const waiting: ((one: Held) => void)[] = [];
  const hold = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const line = await text(request);
    const one = { line, answer: (status: number) => answer(response, status) };
    const next = waiting.shift();
    if (next) next(one);
    else held.push(one);
  };
  server = createServer((request, response) => void hold(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const arrived = async (): Promise<Held> =>
    held.shift() ?? new Promise((resolve) => waiting.push(resolve));
  return { url: `http://127.0.0.1:${port}`, arrived };
}

function answer(response: ServerResponse, status: number): void {
  const counts = { received: 1, stored: 1, duplicates: 0, overflow: 0, erased: 0, identity: 0 };
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ ...counts, quarantined: [], rows_written: 1 }));
}

const chunks = (...lines: string[]): Chunk[] => lines.map((line) => ({ lines: [line] }));

test('sends two at a time, again where the server is away, and tells of each in the order of the file', async () => {
  const { url, arrived } = await holding();
  const told: string[] = [];
  const sending = (async () => {
    for await (const { chunk } of sendAll({ url, key: 'k' }, 'shop', chunks('1', '2', '3'))) {
      told.push(chunk.lines[0] ?? '');
    }
  })();
  const both = [await arrived(), await arrived()].sort((a, b) => (a.line < b.line ? -1 : 1));
  expect(both.map(({ line }) => line)).toEqual(['1', '2']);
  both[1]?.answer(200);
  both[0]?.answer(503);
  // The first one comes again before anything is told, and before the third is sent.
  const again = await arrived();
  expect([again.line, told]).toEqual(['1', []]);
  again.answer(200);
  const third = await arrived();
  expect(third.line).toBe('3');
  third.answer(200);
  await sending;
  expect(told).toEqual(['1', '2', '3']);
});

test('ends with the first that is refused, and tells of nothing after it', async () => {
  const { url, arrived } = await holding();
  const told: string[] = [];
  const sending = (async () => {
    for await (const { chunk } of sendAll({ url, key: 'k' }, 'shop', chunks('1', '2', '3'))) {
      told.push(chunk.lines[0] ?? '');
    }
  })();
  const ended = sending.catch(String);
  for (const held of [await arrived(), await arrived()]) {
    held.answer(held.line === '1' ? 403 : 200);
  }
  expect(await ended).toContain('403');
  expect(told).toEqual([]);
});
