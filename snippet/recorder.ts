import type { WireContext, WirePage } from '../schema/index.ts';
import type { Config } from './config.ts';
import { type Delivery, openDelivery } from './deliver.ts';
import { type Device, openDevice } from './device.ts';
import { json } from './json.ts';
import { openQueue, type Sealed } from './queue.ts';
import { random } from './random.ts';
import { scrubText } from './scrub.ts';
import { VERSION } from './version.ts';

/** Bytes of a sealed batch: engines lose larger ones at page hide. */
const batchBytes = 16_384;
/** Room in it for everything but the events, and for a title that changes. */
const frameBytes = 1_536;
/** LIMITS.eventBytes. An event over `batchBytes` gets a batch of its own. */
const eventBytes = 32_768;
const batchEvents = 100;
/** Events that wait for a required consent, in memory, at most. */
const heldMax = 50;
/** A batch is sealed this long after its first event, ms. */
const openFor = 15_000;

/** `waiting` for a required consent, `keeping` on the device, `cookieless`, or recording nothing. */
export type Mode = 'waiting' | 'keeping' | 'cookieless' | 'off';

export interface Recorder {
  device: Device;
  delivery: Delivery;
  /** Page of the current view. Events happen on it, whatever the address bar says meanwhile. */
  url: string;
  /** Set while calls are repeated that were made before the script had loaded. */
  at: number;
  record(name: string, properties?: object, view?: WirePage): void;
  /** Closes the batch that is being filled. */
  seal(): [string, Sealed] | undefined;
  /** Switches what is kept and sent. */
  become(mode: Mode): void;
}

/** Makes events, fills batches with them and seals those. */
export const openRecorder = (config: Config): Recorder => {
  const pageLoad = random(12);
  const queue = openQueue(config.site);
  const device = openDevice(config.site);
  const held: string[] = [];
  let mode: Mode = 'waiting';
  let seq = 0;
  let lost: Record<string, number> = {};
  let id = '';
  let visitor = '';
  let open: Sealed = { head: '', events: [] };
  let size = 0;
  let timer = 0;
  let writing = false;
  // The last view while its batch is open: single-page sites set the title after they navigate.
  let view: { event: { page: WirePage }; index: number } | undefined;

  const context = (): WireContext => ({
    host: location.host,
    language: navigator.language,
    screen: `${screen.width}x${screen.height}`,
    utc_offset: -new Date().getTimezoneOffset(),
    library: `s.js/${VERSION}`,
    ...(mode === 'cookieless' && { cookieless: true }),
  });

  const write = (): void => {
    writing = false;
    if (!id) return;
    if (view) {
      view.event.page.title = titleNow();
      open.events[view.index] = json(view.event);
    }
    const { site } = config;
    const members = {
      v: 1,
      site,
      batch: id,
      visitor,
      page_load: pageLoad,
      context: context(),
      lost,
    };
    open.head = json(members).slice(1, -1);
    queue.put(id, open);
  };

  const begin = (): void => {
    id = Date.now().toString(36) + random(12);
    visitor = device.load().visitor;
    open = { head: '', events: [] };
    size = frameBytes;
    timer = setTimeout(() => {
      seal();
      void delivery.drain();
    }, openFor);
  };
  // All events of one task are written at once, before anything can end the page.
  const touch = (): void => {
    if (!id) begin();
    if (!writing) void Promise.resolve().then(write);
    writing = true;
  };

  const add = (text: string, event?: { page: WirePage }): void => {
    const length = bytes(text);
    if (length > eventBytes) return lose('event_too_large', 1);
    if (id && (size + length > batchBytes || open.events.length >= batchEvents)) {
      seal();
      void delivery.drain();
    }
    touch();
    size += length + 1;
    if (event) view = { event, index: open.events.length };
    open.events.push(text);
  };

  const lose = (reason: string, events: number): void => {
    lost[reason] = (lost[reason] ?? 0) + events;
    touch();
  };

  const seal = (): [string, Sealed] | undefined => {
    if (!id) return undefined;
    write();
    clearTimeout(timer);
    const sealed: [string, Sealed] = [id, open];
    id = '';
    lost = {};
    view = undefined;
    return sealed;
  };

  const delivery = openDelivery({
    url: `${config.host}/e`,
    lock: `sojourn-${config.site}`,
    queue,
    isOpen: (other) => other === id,
    lose,
  });

  const recorder: Recorder = {
    device,
    delivery,
    url: '',
    at: 0,
    record(name, properties, page) {
      if (mode === 'off') return;
      const at = recorder.at || Date.now();
      const event = { seq: seq++, at, name: `${name}`.slice(0, 64), page, properties };
      if (mode === 'waiting') {
        if (held.length < heldMax) held.push(json({ ...event, page: page ?? recorder.url }));
      } else if (page) add(json(event), { ...event, page });
      else add(json({ ...event, page: recorder.url }));
    },
    seal,
    become(next) {
      seal();
      mode = next;
      queue.keep(mode === 'keeping');
      device.keep(mode === 'keeping');
      const waited = held.splice(0);
      if (mode !== 'off') for (const text of waited) add(text);
    },
  };
  return recorder;
};

/** What UTF-8 takes at most. */
const bytes = (text: string): number => text.replace(/[^\0-\x7f]/g, '___').length;

export const titleNow = (): string => scrubText(document.title).slice(0, 300);
