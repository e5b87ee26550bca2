import type { WirePage } from '../schema/index.ts';
import { config } from './config.ts';
import { busy, drain } from './deliver.ts';
import { eraseVisitor, recall, remember } from './device.ts';
import { guard } from './guard.ts';
import { json } from './json.ts';
import { lose, lost, told } from './lost.ts';
import { COOKIELESS, KEEPING, OFF, WAITING, type Mode, mode, setMode } from './mode.ts';
import { eraseBatches, keepBatches, put, type Sealed } from './queue.ts';
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
export let url: string = scrubUrl(location);

const pageLoad: string = random(9);
let seq = 0;
let at = 0;
/** The time of the last event. */
let last = 0;
let open: Sealed = { head: '', events: [] };
let filling = '';
let visitor = '';
let timer = 0;
let writing = false;
// The last view while its batch is open: single-page sites set the title after they navigate.
let titled: (() => void) | undefined;

/** Sets the time of the calls that follow, which were made earlier; 0 for the present. */
export const pretend = (time: number): void => {
  at = time;
};

const write = guard((): void => {
  writing = false;
  if (!filling) return;
  titled?.();
  open.head = json({
    v: 1,
    site: config.site,
    batch: filling,
    visitor,
    page_load: pageLoad,
    context: {
      host: location.host,
      language: navigator.language,
      screen: `${screen.width}x${screen.height}`,
      utc_offset: -new Date().getTimezoneOffset(),
      library: `s.js/${VERSION}`,
      cookieless: mode === COOKIELESS || undefined,
    },
    lost,
  }).slice(1, -1);
  put(filling, open);
});

/** Closes the batch that is being filled. */
export const seal = (): [string, Sealed] | undefined => {
  if (!filling) return undefined;
  write();
  clearTimeout(timer);
  const sealed: [string, Sealed] = [filling, open];
  busy.delete(filling);
  filling = '';
  told();
  titled = undefined;
  return sealed;
};

/** Makes an event of it. With a page it is a view, and what follows happens there. */
export const record = (name: unknown, properties?: object, page?: WirePage): void => {
  if (mode === OFF || (mode === WAITING && seq >= heldMax)) return;
  if (page) url = page.url;
  const event = {
    seq: seq++,
    // No two of a page at one time: views would go first, and the click that led to one would follow.
    // A clock that was put back is believed.
    at: at || (last = last - Date.now() > 999 ? Date.now() : Math.max(last + 1, Date.now())),
    name: String(name).slice(0, 64),
    page: page ?? url,
  };
  const written = (): string => json({ ...event, properties });
  const text = written();
  if (bytes(text) > eventBytes) return lose('event_too_large', 1);
  if (bytes(text + open.events.join()) > batchBytes) {
    seal();
    void drain();
  }
  if (!filling) {
    filling = Date.now().toString(36) + random(9);
    visitor = recall().visitor;
    busy.add(filling);
    open = { head: '', events: [] };
    timer = setTimeout(() => {
      seal();
      void drain();
    }, openFor);
  }
  const { events } = open;
  const index = events.push(text) - 1;
  if (page) {
    titled = () => {
      page.title = scrubText(document.title).slice(0, 300);
      events[index] = written();
    };
  }
  // All events of one task are written at once, before anything can end the page.
  if (!writing) queueMicrotask(write);
  writing = true;
};

/** What UTF-8 takes at most. */
const bytes = (text: string): number => text.replace(/[^\0-\x7f]/g, '___').length;

/** From now on this is what is kept and sent. */
export const become = (next: Mode): void => {
  setMode(next);
  if (mode === KEEPING) {
    keepBatches();
    remember(recall());
  }
};

/** Forgets what waits and who the visitor is, on the device and here. */
export const erase = (): void => {
  seal();
  eraseBatches();
  eraseVisitor();
};
