import type { WireBatch, WireEvent } from '../../schema/index.ts';

const MINUTE = 60_000;

/** What the clients know: every event they made, and what became of it. */
export interface Account {
  /** Ids of good events by visitor, acknowledged. */
  acknowledged: Map<string, Set<string>>;
  /** Bad events that were acknowledged, each different from all others. */
  bad: number;
  /** Ids that may or may not be there: their batch was never acknowledged. */
  unknown: Set<string>;
  batches: number;
  refused: number;
  resent: number;
}

export function emptyAccount(): Account {
  return { acknowledged: new Map(), bad: 0, unknown: new Set(), batches: 0, refused: 0, resent: 0 };
}

/** One client after the other in a lane, until `isOver`; each batch is sent until it is acknowledged. */
export async function visitUntil(
  isOver: () => boolean,
  { url, site, lane, account }: { url: string; site: string; lane: number; account: Account },
): Promise<void> {
  const visitors: string[] = [];
  for (let n = 0; !isOver(); n++) {
    const isNew = visitors.length < 3 || n % 5 === 0;
    const visitor = isNew ? `soak${lane}.${n}` : (visitors[n % visitors.length] ?? '');
    if (isNew) visitors.push(visitor);
    const { batch, good, bad } = makeBatch(site, visitor, `load${lane}x${n}`, n);
    const sent = await sendUntilTaken(url, batch, { isOver, account });
    account.batches++;
    if (!sent) {
      for (const id of good) account.unknown.add(id);
      continue;
    }
    account.bad += bad;
    const known = account.acknowledged.get(visitor) ?? new Set<string>();
    for (const id of good) known.add(id);
    account.acknowledged.set(visitor, known);
    if (n % 10 === 3) await post(url, JSON.stringify(batch));
    if (n % 17 === 5) await refuse(url, site, account);
  }
}

/** New and late events, and now and then one that breaks a rule. */
function makeBatch(
  site: string,
  visitor: string,
  load: string,
  n: number,
): { batch: WireBatch; good: string[]; bad: number } {
  const now = Date.now();
  const late = n % 7 === 2 ? 90 * MINUTE : 0;
  const events: WireEvent[] = Array.from({ length: 1 + (n % 8) }, (_, seq) => ({
    seq,
    at: now - late - (10 - seq) * 1_000,
    name: seq === 0 ? 'page_view' : 'click',
    page: `/page/${n % 50}`,
    properties: { text: `Step ${seq}` },
  }));
  const good = events.map(({ seq }) => `${load}.${seq}`);
  const isBad = n % 6 === 1;
  if (isBad) events.push({ seq: 99, at: now, name: 'purchase', properties: { value: -1, load } });
  const batch = {
    v: 1 as const,
    site,
    batch: load,
    sent_at: now,
    visitor,
    page_load: load,
    events,
  };
  return { batch, good, bad: isBad ? 1 : 0 };
}

async function sendUntilTaken(
  url: string,
  batch: WireBatch,
  { isOver, account }: { isOver: () => boolean; account: Account },
): Promise<boolean> {
  // The last chance is a minute after the end, when nobody kills the server any more.
  const body = JSON.stringify(batch);
  for (let tries = 0, end = Infinity; Date.now() < end; tries++) {
    if (end === Infinity && isOver()) end = Date.now() + MINUTE;
    if (tries > 0) account.resent++;
    const status = await post(url, body);
    if (status === 200 || status === 204) return true;
    await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 200));
  }
  return false;
}

/** What can never be right is refused, and leaves nothing behind. */
async function refuse(url: string, site: string, account: Account): Promise<void> {
  const wrong = [
    '{"v":1,',
    '[]',
    JSON.stringify({ v: 2, site }),
    JSON.stringify({ v: 1, site: 'no-such-site' }),
  ];
  const status = await post(url, wrong[account.refused % wrong.length] ?? '');
  if (status !== 0 && (status < 400 || status >= 500)) throw new Error(`Malformed got ${status}`);
  account.refused++;
}

/** The status, 0 where there was no answer. */
async function post(url: string, body: string): Promise<number> {
  try {
    const response = await fetch(`${url}/e`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'text/plain', 'user-agent': AGENT },
      signal: AbortSignal.timeout(20_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

const AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
