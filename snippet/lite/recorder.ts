import type { WirePage } from '../../schema/index.ts';
import { config, nameHere } from '../config.ts';
import { guard } from '../guard.ts';
import { COOKIELESS, WAITING, mode } from '../mode.ts';
import { random } from '../random.ts';
import { scrubText } from '../scrub.ts';
import { VERSION } from '../version.ts';
// oxlint-disable-next-line import/no-cycle
import { allowed } from './consent.ts';
// oxlint-disable-next-line import/no-cycle
import { attempt, drain } from './deliver.ts';
import { lose, parse, put, recall, remember, stringify } from './device.ts';

/** Bytes of a sealed batch, less the room for all but the events: engines lose larger ones. */
const batchBytes = 16_384 - 1_536;
/** LIMITS.eventBytes. An event too big for a batch with others gets one of its own. */
const eventBytes = 32_768;
/** Events that wait for a required consent, in memory, at most. */
const heldMax = 50;

let url: string;
let pageLoad: string;
let seq = 0;
/** Time of the last event. */
let last = 0;
/** The batch that is being filled, if one is: its id on the device. */
export let filling = '';
let events: object[];
let size: number;
let visitor: string | undefined;
let writing: boolean;
/** Page of the last view: sites set the title after they navigate. */
let shown: WirePage | undefined;

const write = (lost?: object): void => {
  writing = false;
  if (!filling) return;
  if (shown) shown.title = scrubText(document.title).slice(0, 300);
  put(
    filling,
    stringify({
      v: 1,
      site: config.site,
      // Its time and random.
      batch: filling.slice(-29),
      visitor,
      page_load: pageLoad,
      context: {
        host: location.host,
        language: navigator.language,
        screen: `${screen.width}x${screen.height}`,
        utc_offset: -new Date().getTimezoneOffset(),
        library: VERSION,
        cookieless: allowed() === COOKIELESS,
      },
      lost,
      events,
    }).slice(1),
  );
};

/** Closes the batch that is being filled; sends it at once where the page is about to go. */
export const seal = (going?: boolean): void => {
  if (!filling) return;
  write(recall().lost);
  remember({ lost: undefined });
  if (going) void attempt(filling);
  filling = '';
};

/** Hands over all there is. */
export const send = (): Promise<void> => {
  seal();
  return drain();
};

/** Makes an event of it, which happened now unless it is told of later. */
export const record = (
  name: unknown,
  properties?: object,
  page?: WirePage,
  at: number = Infinity,
): void => {
  if (mode < (seq < heldMax ? WAITING : COOKIELESS)) return;
  pageLoad ||= random();
  if (page) {
    shown = page;
    url = page.url;
  }
  // No two of a page have the same time: views would go first.
  last = Math.max(last + 1, Date.now());
  const event = {
    seq: seq++,
    at: Math.min(last, at),
    name: String(name).slice(0, 64),
    page: page ?? url,
    // As they are now. What is no JSON is left out.
    properties: properties && guard(() => parse(stringify(properties)) as object)(),
  };
  const bytes = new TextEncoder().encode(stringify(event)).length;
  if (bytes > eventBytes) return lose('event_too_large', 1);
  if (filling && size + bytes > batchBytes) void send();
  if (!filling) {
    filling = `${nameHere}/${Date.now()}${random()}`;
    events = [];
    size = 0;
    ({ visitor } = recall());
  }
  size += bytes;
  events.push(event);
  // All events of one task are written at once, before anything can end the page.
  if (!writing) queueMicrotask(write);
  writing = true;
};
