import type { Client, Stored } from './client.ts';
import type { Made, Visitor } from './visitor.ts';

/** Made = stored + reported + lost. */
export interface Tally {
  [figure: string]: number;
  visits: number;
  /** Calls that had returned: views and events. */
  made: number;
  stored: number;
  /** Given up, and said so. */
  reported: number;
  /** Neither there nor reported; below 0 where more was reported than is missing. */
  lost: number;
  /** Of the missing, those that the browser's storage had taken. */
  lost_though_kept: number;
  /** Counted more than once. */
  twice: number;
  /** Sent more than once; whoever stores them has to know that. */
  copies: number;
  /** Stored, though nobody made it. */
  invented: number;
  /** Events of any kind whose neighbours are there and they are not, nor reported. */
  holes: number;
  /** Steps that could not be taken, by this program's fault or the browser's. */
  accidents: number;
}

export interface Delivered {
  tally: Tally;
  /** A line for each event that is not there. */
  missing: string[];
  /** A line for each event that counts more than once: of one page load, or of two. */
  twice: string[];
  /** A line for each number that is left out, where more are than were given up. */
  holes: string[];
}

export const tallyOf = (
  { visits, made, unknown, network, accidents }: Visitor,
  client: Client,
  { ids, lost, holes = [] }: Stored,
): Delivered => {
  const known = new Set([...made.map(({ key }) => key), ...unknown]);
  const missing = made.filter(({ key }) => !ids.has(key));
  const reported = Object.values(lost).reduce((sum, n) => sum + n, 0);
  const arrivals = network.delivered.flatMap((delivery) => client.keysOf(delivery));
  const twice = [...ids].filter(([, of]) => of.length > 1);
  const tally = {
    visits,
    made: made.length,
    stored: made.length - missing.length,
    reported,
    lost: missing.length - reported,
    lost_though_kept: Math.max(0, missing.filter(({ isKept }) => isKept).length - reported),
    twice: twice.length,
    copies: arrivals.length - new Set(arrivals).size,
    invented: [...ids.keys()].filter((key) => !known.has(key)).length,
    holes: Math.max(0, holes.length - reported),
    accidents,
  };
  return {
    tally,
    missing: missing.map(describe),
    twice: twice.map(([key, of]) => `  twice: ${key}, as ${of.join(' and ')}`),
    holes: holes.length > reported ? holes : [],
  };
};

const describe = ({ key, visit, isHasty, isKept, end, at, ended }: Made): string =>
  `  missing: ${key} of ${isHasty ? 'hasty ' : ''}${isKept ? 'kept ' : ''}visit ${visit}, ${Math.round(ended - at)} ms before "${end}"`;
