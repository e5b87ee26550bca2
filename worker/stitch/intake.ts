import type { Edge, Line, Quarantined, Traits } from './event.ts';

/** What one request, or one chunk of an import, asks to be stored for a site. */
export interface Intake {
  site: {
    number: number;
    currency: string;
    /** Symbols the site has, about. */
    symbols: number;
    /** Its sessions may be in other databases than its home. */
    spread?: boolean;
  };
  lines: Line[];
  edges: Edge[];
  traits: Traits[];
  quarantined: Quarantined[];
  /** What of it a trigger may be waiting for, see worker/triggers/. */
  firings?: Firing[];
  /** The server's clock. */
  receivedAt: number;
}

/** An event that a trigger may be waiting for: written with it, in one transaction. */
export interface Firing {
  /** Follows from the trigger, the line and the event: what is sent again fires once. */
  id: string;
  trigger: string;
  /** Whose line the event is on: one of the two is ''. */
  visitor: string;
  user: string;
  /** Its id. */
  event: string;
  at: number;
}

/** What became of it. */
export interface Stored {
  /** Events that are there now and were not before. */
  stored: number;
  /** Copies of events that were there already. */
  duplicates: number;
  /** Events a full session could not keep. */
  overflowed: number;
  quarantined: number;
  /** Events that were left out, as somebody had them erased. */
  erased: number;
  rowsRead: number;
  rowsWritten: number;
}
