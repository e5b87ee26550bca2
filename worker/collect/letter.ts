import { isObject } from '../../schema/index.ts';
import type { Intake } from '../stitch/intake.ts';
import { halvesOf } from './halves.ts';
import type { Tally } from './ledger.ts';

/** An intake on its way through the queue, or where it ended. */
export interface Letter {
  v: 1;
  intake: Intake;
  /** What the ledger is to be told with it. */
  tally: Tally;
  /** It may have been stored by whoever sent it. */
  again?: boolean;
}

/** Bytes of a message: Cloudflare takes 128 KB, of which its own envelope needs some. */
export const MESSAGE_BYTES = 120_000;

/** Bytes of a letter's JSON: a dead one is a row of D1, which holds 2 MB. */
export const LETTER_BYTES = 1_000_000;

const text = new TextEncoder();

/** The letter as messages, of which each can be stored without the others. */
export async function messagesOf(letter: Letter): Promise<ArrayBuffer[]> {
  const bytes = text.encode(JSON.stringify(letter));
  const message = bytes.byteLength > LETTER_BYTES ? undefined : await gzip(bytes);
  if (message !== undefined && message.byteLength <= MESSAGE_BYTES) return [message];
  const halves = lettersOf(letter);
  if (halves === undefined) throw new RangeError('One event is larger than a message');
  return (await Promise.all(halves.map(messagesOf))).flat();
}

/** A letter in two, of which the first tells the ledger; undefined where it says one thing. */
export function lettersOf(letter: Letter): [Letter, Letter] | undefined {
  const halves = halvesOf(letter.intake);
  return (
    halves && [
      { ...letter, intake: halves[0] },
      { ...letter, intake: halves[1], tally: {} },
    ]
  );
}

/** Events a letter holds, good and bad. */
export function countEvents({ intake }: Letter): number {
  const good = intake.lines.reduce((sum, { events }) => sum + events.length, 0);
  return good + intake.quarantined.length;
}

/** The letter of a message; undefined of what is none of ours. */
export async function readMessage(body: unknown): Promise<Letter | undefined> {
  if (!(body instanceof ArrayBuffer) && !ArrayBuffer.isView(body)) return undefined;
  try {
    const stream = new Response(body).body?.pipeThrough(new DecompressionStream('gzip'));
    return letterIn(await new Response(stream ?? null).text());
  } catch {
    return undefined;
  }
}

/** The letter that a text is. Only this Worker writes them, so that the form tells enough. */
export function letterIn(json: string): Letter | undefined {
  const value: unknown = JSON.parse(json);
  if (!isObject(value) || value['v'] !== 1 || !isObject(value['intake'])) return undefined;
  const { site, lines } = value['intake'];
  const isOurs = isObject(site) && Number.isInteger(site['number']) && Array.isArray(lines);
  return isOurs ? (value as unknown as Letter) : undefined;
}

function gzip(bytes: Uint8Array): Promise<ArrayBuffer> {
  const stream = new Response(bytes).body?.pipeThrough(new CompressionStream('gzip'));
  return new Response(stream ?? null).arrayBuffer();
}
