import type { WireBatch } from '../schema/index.ts';
import { PRODUCTS } from './shop/catalogue.ts';
import { productPath } from './shop/paths.ts';
import { arrivalBy, originOf, type From } from './traffic/arrival.ts';
import { BOTS, deviceOf, placeOf } from './traffic/device.ts';
import { somebody, type Person } from './traffic/person.ts';
import { Chance } from './traffic/random.ts';
import { awake, DAY, HOUR, visitTime } from './traffic/rhythm.ts';
import { Tab, type Sent } from './traffic/tab.ts';
import { open, walk } from './traffic/visit.ts';

export type { Sent } from './traffic/tab.ts';

export interface Month {
  seed: number;
  /** The end of the month, ms since 1970 UTC. Nothing happens later. */
  now: number;
  /** Browsers that come by, about. */
  visitors?: number;
  /** Site id of the batches. */
  site?: string;
}

/** Pages may send events of up to 30 days (LIMITS.pageAge); a day is left for sending them. */
const LENGTH = 29 * DAY;
/** Share of batches that come a second time, as after an answer that got lost. */
const REPEATED = 0.015;

/**
 * A month of the demo shop, as the requests that its pages would have made, in the order in which they
 * would have. The same month has the same ids and times, so that sending it again counts nothing
 * twice: keep `now` for that. Stamp `sent_at` when sending, or the collector takes the difference
 * for a wrong clock and shifts the events.
 */
export function* monthOfTraffic(month: Month): Iterable<Sent> {
  yield* requestsOf(month).map(({ request }) => request);
}

interface Timed {
  at: number;
  request: Sent;
}

function requestsOf({ seed, now, visitors = 1_600, site = 'demo' }: Month): Timed[] {
  const chance = new Chance(seed);
  const sent: Sent[] = [];
  for (let made = 0, number = 1; made < visitors; number++) {
    const person = somebody(chance, number);
    made += person.devices.length;
    sent.push(...visitsOf(person, { chance, now, site }));
  }
  for (const userAgent of BOTS) sent.push(...crawl(userAgent, { chance, now, site }));
  return repeated(chance, sent).toSorted((a, b) => a.at - b.at);
}

interface Frame {
  chance: Chance;
  now: number;
  site: string;
}

/** All that one person does in the month, visit after visit. */
function visitsOf(person: Person, { chance, now, site }: Frame): Sent[] {
  const sent: Sent[] = [];
  let at = visitTime(chance, now - LENGTH, now - HOUR / 2);
  for (let count = 0; count < person.visits && at < now; count++) {
    const device = count === 0 ? person.devices[0] : chance.pick(person.devices);
    if (device === undefined) break;
    const tab = new Tab({ chance, device, site, at });
    walk({
      chance,
      tab,
      person,
      device,
      arrival: arrivalBy(originNow(person, count, chance), chance),
    });
    sent.push(...tab.sent.filter(({ batch }) => endOf(batch) <= now));
    at = awake(chance, tab.at + 2 * HOUR + chance.about(3.2 * DAY));
  }
  return sent;
}

function originNow(person: Person, count: number, chance: Chance): From {
  if (count === 0) return originOf(chance, 'new');
  if (person.signedIn.size === 0) return originOf(chance, 'back');
  const left = [...person.carts.values()].some((lines) => lines.length > 0);
  return left && chance.is(0.35) ? 'reminder' : originOf(chance, 'known');
}

/** A crawler looks at every product, evenly, without ever clicking. */
function crawl(userAgent: string, { chance, now, site }: Frame): Sent[] {
  const at = visitTime(chance, now - LENGTH, now - HOUR);
  const person = somebody(chance, 0);
  const device = { ...deviceOf(chance, 'desktop', placeOf(chance)), userAgent };
  const tab = new Tab({ chance, device, site, at });
  const arrival = { path: '/', bounces: 0, eager: 0 };
  for (const { id } of PRODUCTS) {
    open({ chance, tab, person, device, arrival }, productPath(id));
    tab.at += 4_000;
  }
  tab.close();
  return tab.sent;
}

function endOf(batch: WireBatch): number {
  return batch.events.at(-1)?.at ?? batch.sent_at;
}

function repeated(chance: Chance, sent: readonly Sent[]): Timed[] {
  return sent.flatMap((request) => {
    const at = endOf(request.batch);
    const again = { at: at + chance.between(1_000, 90_000), request };
    return chance.is(REPEATED) ? [{ at, request }, again] : [{ at, request }];
  });
}
