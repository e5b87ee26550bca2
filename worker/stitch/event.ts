import type { Json, Properties } from '../../schema/index.ts';

/** Where a visit came from: on the first page view of a page load, nowhere else. */
export interface Source {
  /** Lower case; `(direct)` where nothing is known. */
  source: string;
  medium: string;
  campaign?: string;
  term?: string;
  content?: string;
  /** Name of the click id that was in the address: `gclid`, `msclkid` ... */
  click?: string;
  /** Host and path of the referrer, without query. */
  referrer?: string;
}

/** What was around an event: the device, the place, the sender. Equal for most events of a session. */
export interface Context {
  host?: string;
  language?: string;
  browser?: string;
  os?: string;
  device?: 'desktop' | 'mobile' | 'tablet' | 'other';
  /** ISO 3166-1 alpha-2. */
  country?: string;
  region?: string;
  screen?: string;
  /** Minutes east of UTC. */
  utc_offset?: number;
  library?: string;
  /** Why this is taken for a bot. */
  bot?: string;
  cookieless?: boolean;
  demo?: boolean;
  /** Client's clock minus the server's, where over a minute: the event's time was shifted by it. */
  skew?: number;
  /** Who vouches for it: a page asserts, a server key verifies. Absent = page. */
  by?: 'server' | 'import';
}

/** One event as Sojourn holds it. What a page, Segment's clients and imports send all become this. */
export interface Event {
  /** `PAGE_LOAD.SEQ` from the snippet, a hash of `messageId` from others. */
  id: string;
  /** Milliseconds since 1970 UTC, fixed when it happened. */
  at: number;
  name: string;
  /** Path and what is kept of the query; the host is the context's. */
  page?: string;
  /** Empty objects are left out. */
  props?: Properties;
  /** The user this event names, if it names one. */
  user?: string;
  source?: Source;
  context: Context;
}

/** Events of one visitor or, where `visitor` is absent, of one user's own line. */
export interface Line {
  visitor?: string;
  user?: string;
  events: Event[];
}

/** A relation somebody asserted between ids. */
export interface Edge {
  kind: 'identify' | 'alias' | 'link' | 'unlink' | 'group';
  a: string;
  b: string;
  at: number;
  source: 'page' | 'server' | 'import' | 'api';
  reason?: string;
  verified?: boolean;
  /** As it came with an identify; judged before anything is stored, see collect/signature.ts. */
  signature?: string;
}

/** Traits of a user, or of an account, as asserted at one time. */
export interface Traits {
  user?: string;
  account?: string;
  at: number;
  traits: Properties;
}

/** What breaks a rule and is kept with its reason. */
export interface Quarantined {
  reason: string;
  detail: string;
  source: 'page' | 'server' | 'import';
  visitor: string;
  body: Json;
  /** What stood around it and a replay needs, see collect/replay.ts. Not part of what it is known by. */
  envelope?: Json;
}
