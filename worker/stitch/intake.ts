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
  /** The server's clock. */
  receivedAt: number;
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
