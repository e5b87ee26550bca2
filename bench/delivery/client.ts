import type { Answer, Delivery } from './network.ts';

/** A library that records, as a page wears it, and the collector it talks to. */
export interface Client {
  name: string;
  /** What its pages load from the site itself, which can always be reached, by path. */
  files: Map<string, Uint8Array>;
  /**
   * What stands in the page's head. It defines `made(n, ballast)`, which records an event, and
   * `viewed()`, which records a view where the library does not by itself.
   */
  head(network: string): string;
  /** Settles in the page when all it made is on the device, where the library keeps it there. */
  keep?: () => Promise<void>;
  collect(delivery: Delivery): Promise<Answer>;
  /** Keys of the events of a request: `made N` and `view /path`. */
  keysOf(delivery: Delivery): string[];
  /** How many events a request says were given up, and the batch that says so: its copies do again. */
  lostIn(delivery: Delivery): [batch: string, events: number][];
  /** What the collector has in the end. Ends it. */
  account(delivered: readonly Delivery[]): Promise<Stored>;
}

export interface Stored {
  /** The ids under which each event is stored, by its key. */
  ids: Map<string, string[]>;
  /** Events that the client said it had to give up, by reason. */
  lost: Record<string, number>;
  /** Events of any name that were made, by the numbers that their neighbours bear, and are not there. */
  holes?: string[];
}

declare global {
  interface Window {
    made: (n: number, ballast: number) => void;
    viewed: () => void;
  }
}

export const madeKey = (n: number): string => `made ${n}`;
export const viewKey = (path: string): string => `view ${path}`;
