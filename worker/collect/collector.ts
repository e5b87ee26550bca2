import type { Intake } from '../stitch/intake.ts';

/** What collecting needs to know of a site. */
export interface CollectedSite {
  number: number;
  /** ISO 4217; of amounts that state none. */
  currency: string;
  /** Symbols the site has, about. */
  symbols: number;
  /** Its sessions may be in other databases than its home. */
  spread?: boolean;
  /** Hosts of the site: coming from one of them is no arrival. */
  ownHosts: readonly string[];
  /** Payment providers: coming back from them is none either. */
  paymentHosts: readonly string[];
  /** What the site's server signs user ids with; absent: it signs none. */
  identitySecret?: string;
}

/** What the edge tells of the request itself. IP addresses are not among it: they are never kept. */
export interface Sender {
  userAgent: string;
  /** ISO 3166-1 alpha-2. */
  country?: string;
  region?: string;
  /** The server's clock. */
  receivedAt: number;
}

/** An intake with nothing in it. */
export function emptyIntake(site: CollectedSite, receivedAt: number): Intake {
  return { site, lines: [], edges: [], traits: [], quarantined: [], receivedAt };
}
