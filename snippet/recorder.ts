import type { WireEvent, WirePage } from '../schema/index.ts';
import { config } from './config.ts';
// oxlint-disable-next-line import/no-cycle
import { attempt, drain } from './deliver.ts';
import { eraseVisitor, lose, recall, remember } from './device.ts';
import { guard } from './guard.ts';
import { json } from './json.ts';
import { COOKIELESS, WAITING, mode } from './mode.ts';
import { eraseBatches, memory, put, type Sealed } from './queue.ts';
import { random } from './random.ts';
import { scrubText, scrubUrl } from './scrub.ts';
import { VERSION } from './version.ts';

/** Bytes of a sealed batch, less the room for all but the events: engines lose larger ones. */
const batchBytes = 16_384 - 1_536;
/** LIMITS.eventBytes. An event too big for a batch with others gets one of its own. */
const eventBytes = 32_768;
/** Events that wait for a required consent, in memory, at most. */
const heldMax = 50;
/** A batch is sealed this long after its first event, ms. */
const openFor = 15_000;

/** Page of the current view. Events happen on it, whatever the address bar says meanwhile. */
export let url: string;

let pageLoad: string;
let seq = 0;
/** Events that are recorded now happened at this time at the latest: some are told of later. */
let latest = Infinity;
/** The clock at the last event, and the time that event was given. */
let clock: number;
let last = 0;
/** The batch that is being filled, if one is: its id and visitor. */
export let open: Sealed = [''];
export let filling = '';
let visitor: string | undefined;
let timer: number;
/** Events were made in this task that are not written yet. */
let fresh: true | undefined;
/** The last view of the open batch, and its place there: sites set the title after they navigate. */
let shown: WireEvent | undefined;
let place: number;

/** Sets the time of what is recorded next, where it is past; the present if left out. */
export const pretend = (time: number = Infinity): void => {
  latest = time;
};

const write = (): void => {
  if (!filling) return;
  if (shown) {
    (shown.page as WirePage).title = scrubText(document.title).slice(0, 300);
    open[place] = json(shown);
  }
  open[0] = json({
    v: 1,
    site: config.site,
    batch: filling,
    visitor,
    page_load: (pageLoad ||= random()),
    context: {
      host: location.host,
      language: navigator.language,
      screen: `${screen.width}x${screen.height}`,
      utc_offset: -new Date().getTimezoneOffset(),
      library: VERSION,
      cookieless: mode === COOKIELESS,
    },
    // The collector counts losses with events it does not have yet. Other tabs may have sent all but these.
    lost: fresh && recall().lost,
  }).slice(1, -1);
  put(filling, open);
};

/** Closes the batch that is being filled; sends it at once where the page is about to go. */
export const seal = (going?: boolean): void => {
  if (!filling) return;
  write();
  remember({ left: [...memory], lost: fresh ? undefined : recall().lost });
  clearTimeout(timer);
  if (going) void attempt(filling, open);
  filling = '';
  shown = undefined;
};

/** Hands over all there is. */
export const send = (): Promise<void> => {
  seal();
  return drain();
};

/**
 * The time of an event that happens now. No two of a page have the same: views would go first, and
 * the click that led to one would follow it. A clock that was put back is believed.
 */
const tick = (): number => {
  const now = Date.now();
  last = now < clock - 999 ? now : Math.max(last + 1, now);
  clock = now;
  return last;
};

/** Makes an event of it. With a page it is a view, and what follows happens there. */
export const record = (name: unknown, properties?: object, page?: WirePage): void => {
  if (mode < (seq < heldMax ? WAITING : COOKIELESS)) return;
  url = page?.url || url || scrubUrl(location);
  const event = {
    seq: seq++,
    at: Math.min(tick(), latest),
    name: String(name).slice(0, 64),
    page: page ?? url,
    properties,
  };
  const text = json(event);
  // All events of one task are written at once, before anything can end the page.
  if (!fresh)
    queueMicrotask(
      guard(() => {
        // A loss goes at once: what localStorage was told last is forgotten when Chromium is killed.
        if (recall().lost) void send();
        else write();
        fresh = undefined;
      }),
    );
  fresh = true;
  if (bytes(text) > eventBytes) return lose('event_too_large', 1);
  if (bytes(text + open) > batchBytes) void send();
  if (!filling) {
    filling = Date.now() + random();
    ({ visitor } = recall());
    open = [''];
    timer = setTimeout(send, openFor);
  }
  if (page) {
    shown = event as WireEvent;
    place = open.length;
  }
  open.push(text);
};

/** Of its UTF-8. */
const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** From now on this is the visitor, and was while the open batch was filled: for add-ons. */
export const adopt = (id: string): void => remember({ visitor: (visitor = id), said: 0 });

/** Forgets what waits and who the visitor is, on the device and here. */
export const erase = (): void => {
  seal();
  // Or ids of events would join what comes to what was erased.
  pageLoad = '';
  eraseVisitor();
  eraseBatches();
};
