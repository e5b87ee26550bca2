import type { Properties, WireBatch, WireEvent, WirePage } from '../../schema/index.ts';
import { titleOf } from '../shop/paths.ts';
import type { Device } from './device.ts';
import type { Chance } from './random.ts';

/** One request that the tag would make. */
export interface Sent {
  batch: WireBatch;
  userAgent: string;
  country?: string;
}

/** The host that the generated pages name; nobody owns it (RFC 6761). */
export const HOST = 'marl.example';

interface Setup {
  chance: Chance;
  device: Device;
  site: string;
  /** When the visit begins, ms. */
  at: number;
}

interface Link {
  text: string;
  selector: string;
  href?: string;
}

/** A browser's tab with the tag in its pages: what it would record and send. */
export class Tab {
  /** Time goes on as the visitor does things. */
  at: number;
  readonly sent: Sent[] = [];
  readonly #setup: Setup;
  #pageLoad = '';
  #seq = 0;
  #url = '';
  #since = 0;
  #events: WireEvent[] = [];

  constructor(setup: Setup) {
    this.#setup = setup;
    this.at = setup.at;
  }

  get path(): string {
    return this.#url.split('?', 1)[0] ?? '';
  }

  /** Loads a page. Without a referrer of its own it was reached from the page before. */
  load(url: string, title: string, referrer?: string): void {
    const from = this.#url === '' ? undefined : `https://${HOST}${this.path}`;
    this.close();
    this.#pageLoad = this.#setup.chance.id(12);
    this.#seq = 0;
    this.#view(url, title, referrer ?? from);
  }

  /** Goes on within the document, as single-page sites do. */
  push(url: string, title: string): void {
    this.#engaged();
    this.#view(url, title);
  }

  /** ms */
  wait(mean: number): void {
    this.at += 400 + this.#setup.chance.about(mean);
  }

  record(name: string, properties?: Properties): void {
    const event = { seq: this.#seq++, at: this.at, name, page: this.#url };
    this.#events.push({ ...event, ...(properties && { properties }) });
  }

  click({ text, selector, href }: Link): void {
    const { chance, device } = this.#setup;
    const width = Number(device.screen.split('x')[0]);
    const role = href === undefined ? 'button' : 'a';
    const place = { x: chance.between(20, width - 20), y: chance.between(90, 1800), width };
    this.record('click', { text, role, ...(href !== undefined && { href }), selector, ...place });
  }

  /** Leaves: the last page's batch goes out. */
  close(): void {
    if (this.#events.length === 0) return;
    this.#engaged();
    const { chance, device, site } = this.#setup;
    const batch: WireBatch = {
      v: 1,
      site,
      batch: this.at.toString(36) + chance.id(12),
      sent_at: this.at,
      visitor: device.visitor,
      page_load: this.#pageLoad,
      context: {
        host: HOST,
        language: device.language,
        screen: device.screen,
        utc_offset: 60,
        library: 'traffic.ts/0.1.0',
        demo: true,
      },
      events: this.#events,
    };
    this.#events = [];
    this.sent.push({ batch, userAgent: device.userAgent, country: device.country });
  }

  #view(url: string, title: string, referrer?: string): void {
    this.at += this.#setup.chance.between(150, 900);
    this.#url = url;
    this.#since = this.at;
    const page: WirePage = { url, title: titleOf(title), ...(referrer && { referrer }) };
    this.#events.push({ seq: this.#seq++, at: this.at, name: 'page_view', page });
  }

  #engaged(): void {
    const visible = this.at - this.#since;
    if (visible < 100) return;
    const { chance } = this.#setup;
    this.record('engagement', {
      visible_ms: visible,
      active_ms: Math.round(visible * (0.3 + 0.6 * chance.next())),
      scroll: chance.between(25, 100),
    });
  }
}
