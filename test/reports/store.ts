import { env } from 'cloudflare:workers';
import type { ReadSite } from '../../worker/history/index.ts';
import { channelCode, channelOf } from '../../worker/collect/channel.ts';
import type { Edge, Event, Line } from '../../worker/stitch/event.ts';
import type { Traits } from '../../worker/stitch/event.ts';
import type { Databases } from '../../worker/stitch/databases.ts';
import { store } from '../../worker/stitch/store.ts';

let sites = 4_000;

/** A site of its own for each test: storage is shared within a file. */
export function newSite(): ReadSite {
  return { number: ++sites, timeZone: 'Europe/Berlin', currency: 'EUR' };
}

export interface Told {
  lines: Line[];
  edges?: Edge[];
  traits?: Traits[];
}

/** Stores through the real writer. */
export async function tell(
  site: ReadSite,
  { lines, edges = [], traits = [] }: Told,
  more: Partial<Databases> = {},
): Promise<void> {
  const intake = {
    site: { number: site.number, currency: site.currency, symbols: 0 },
    lines,
    edges,
    traits,
    quarantined: [],
    receivedAt: 0,
  };
  await store({ db: env.DB, ...more }, intake, (source) =>
    channelCode(source === undefined ? 'Direct' : channelOf(source)),
  );
}

export const identify = (a: string, b: string, at: number): Edge => ({
  kind: 'identify',
  a,
  b,
  at,
  source: 'page',
});

type Seed = [at: number, name: string, more?: Partial<Event>];

let loads = 0;

/** A visitor's line, its ids counting up. */
export function visit(visitor: string, seeds: readonly Seed[]): Line {
  const load = `${visitor}-${++loads}`;
  return { visitor, events: seeds.map((seed, i) => eventOf(`${load}.${i}`, seed)) };
}

/** A user's own line: contacts off the site. */
export function contact(user: string, seeds: readonly Seed[]): Line {
  const load = `${user}-contact-${++loads}`;
  return { user, events: seeds.map((seed, i) => eventOf(`${load}.${i}`, seed)) };
}

function eventOf(id: string, [at, name, more = {}]: Seed): Event {
  return { id, at, name, context: {}, ...more };
}
