/** JSON as it travels. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Properties = { [key: string]: Json };

/** Where an event happened. A string is the page's URL or path; the object form adds what is known of it. */
export interface WirePage {
  /** Absolute URL or path, its query reduced to what may leave the page. */
  url: string;
  title?: string;
  /** `document.referrer` of the page load. */
  referrer?: string;
}

/** One event on the wire. */
export interface WireEvent {
  /** Counts up within the page load; with `page_load` it is the event's id. */
  seq: number;
  /** When it happened by the client's clock, milliseconds since 1970 UTC. */
  at: number;
  /** GA4's recommended name where there is one (`page_view`, `add_to_cart`), else the site's own. */
  name: string;
  page?: string | WirePage;
  properties?: Properties;
}

/** What holds for all events of a batch. All optional; unknown members are ignored. */
export interface WireContext {
  /** Host name of the page. */
  host?: string;
  /** `document.referrer` of the page load; belongs to its first page view. */
  referrer?: string;
  /** BCP 47. */
  language?: string;
  /** CSS pixels, `1440x900`. */
  screen?: string;
  /** Minutes east of UTC. */
  utc_offset?: number;
  /** True where nothing is stored on the device. */
  cookieless?: boolean;
  /** Version of the sender, `s.js/0.1.0`. */
  library?: string;
  /** True for generated traffic: shown as such. */
  demo?: boolean;
}

/** What the snippet sends at once: sealed, with an id, never re-cut. */
export interface WireBatch {
  v: 1;
  /** Public id of the site. */
  site: string;
  batch: string;
  /** The client's clock at this attempt. */
  sent_at: number;
  visitor: string;
  /** At least 60 random bits, made at each page load. */
  page_load: string;
  context?: WireContext;
  events: WireEvent[];
  /** What the client had to give up, by reason. */
  lost?: Record<string, number>;
}

/** Names with a meaning of their own; everything else is counted as it is named. */
export const EVENT = {
  pageView: 'page_view',
  click: 'click',
  /** `{ visible_ms, active_ms, scroll }` of a page view, sent when it ends. */
  engagement: 'engagement',
  /** `{ user_id, traits?, signature? }` */
  identify: 'identify',
  /** `{ user_id, previous_id }` */
  alias: 'alias',
  /** `{ group_id, user_id?, traits? }` */
  group: 'group',
  purchase: 'purchase',
  refund: 'refund',
} as const;
