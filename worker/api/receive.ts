import type { Context } from 'hono';
import { now } from '../clock.ts';
import { readBody } from '../collect/body.ts';
import { DEEPEST, MOST_KEYS, tooMuchIn } from '../collect/depth.ts';
import { costOf } from '../collect/cost.ts';
import { note } from '../collect/ledger.ts';
import type { CollectedSite, Sender } from '../collect/collector.ts';
import { take, type Brought, type Took } from '../collect/take.ts';
import type { Env } from '../env.ts';
import type { Intake, Stored } from '../stitch/intake.ts';
import { firingsOf } from '../triggers/firings.ts';
import { wake } from '../triggers/wake.ts';
import { Problem } from './problem.ts';
import { siteBy, type Site } from './site.ts';

type Ctx = Context<{ Bindings: Env }>;

/** The JSON of an ingest request, whatever its type is called; gzip is taken. */
export async function readJsonBody(c: Ctx, most: number): Promise<unknown> {
  const body = await readBody(c.req.raw, most);
  if (!body.ok) {
    if (body.reason === 'too_large')
      throw new Problem('too-large', `At most ${most} bytes, inflated.`);
    if (body.reason === 'unknown_encoding') {
      throw new Problem('unsupported-media-type', 'Send it plain or as gzip.');
    }
    throw new Problem('invalid-json', 'The body must be JSON in UTF-8.', {
      members: { reason: 'not_json' },
    });
  }
  const reason = tooMuchIn(body.text);
  if (reason !== undefined) {
    const limit = `At most ${DEEPEST} levels, and ${MOST_KEYS} keys an event.`;
    throw new Problem('invalid-json', limit, { members: { reason } });
  }
  try {
    return JSON.parse(body.text);
  } catch {
    throw new Problem('invalid-json', 'The body must be one JSON value.', {
      members: { reason: 'not_json' },
    });
  }
}

/** A write that did not happen, or of which nobody knows, is for the client to send again. */
export async function takeOrUnavailable(
  c: Ctx,
  intake: Intake,
  { site, ...brought }: Brought & { site?: Site },
): Promise<Stored | undefined> {
  try {
    const took = await takeAndFire(c, site, { intake, ...brought });
    return took.queued ? undefined : took.stored;
  } catch (error) {
    throw unavailable(error);
  }
}

/**
 * Takes it with what the site's triggers may be waiting for; that is looked at once it is durable. Imports name
 * no site: they are of the past.
 */
export async function takeAndFire(
  { env, executionCtx }: Ctx,
  site: Site | undefined,
  brought: Brought & { intake: Intake },
): Promise<Took> {
  const { intake } = brought;
  const firings = firingsOf(site?.triggers ?? [], intake);
  if (firings.length > 0) intake.firings = firings;
  const took = await take(env, executionCtx, brought);
  if (firings.length > 0 && !took.queued) executionCtx.waitUntil(wake(env, intake.site.number));
  return took;
}

/** Looks something up on behalf of a sender, who is to send again where the database does not answer. */
export async function orUnavailable<T>(looking: Promise<T>): Promise<T> {
  try {
    return await looking;
  } catch (error) {
    throw error instanceof Problem ? error : unavailable(error);
  }
}

function unavailable(error: unknown): Problem {
  console.error(JSON.stringify({ where: 'ingest', message: String(error).slice(0, 200) }));
  return new Problem('unavailable', 'Nothing was lost: send it again.', {
    headers: { 'retry-after': '2' },
  });
}

/** Enters into the ledger what was refused as a whole, where it is known whose it was. */
export async function noteRefused(
  c: Ctx,
  id: unknown,
  { reason, events }: { reason: string; events: unknown },
): Promise<void> {
  const site = typeof id === 'string' ? await siteBy(c.env, id).catch(() => undefined) : undefined;
  if (site === undefined) return;
  const count = Array.isArray(events) ? events.length : 1;
  const tally = { [`rejected:${reason}`]: count, ...costOf({}) };
  note(c.env.DB, c.executionCtx, { site: site.number, at: now(c.env), tally });
}

/** Enters into the ledger what the site's own people did: it is answered as if taken, and stored nowhere. */
export function noteStaff(c: Ctx, site: Site, events: number): void {
  const tally = { staff: events, ...costOf({}) };
  note(c.env.DB, c.executionCtx, { site: site.number, at: now(c.env), tally });
}

/** The sender's network address, to judge by at once: nothing keeps it. */
export function addressOf(c: Ctx): string {
  return c.req.header('cf-connecting-ip') ?? '';
}

/** What collecting needs to know of a site. */
export function collected(site: Site): CollectedSite {
  const { number, currency, symbols, settings } = site;
  const ownHosts = site.origins
    .filter((origin) => origin !== '*')
    .map((origin) => new URL(origin).hostname);
  return {
    number,
    currency,
    symbols,
    ownHosts,
    paymentHosts: settings.payment_hosts,
    ...(site.spread && { spread: true }),
    ...(site.identitySecret !== undefined && { identitySecret: site.identitySecret }),
  };
}

/** What the edge tells of a request. */
export function senderOf(c: Ctx): Sender {
  // Absent on a machine of one's own.
  const cf = c.req.raw.cf as { country?: unknown; region?: unknown } | undefined;
  return {
    userAgent: c.req.header('user-agent') ?? '',
    ...(typeof cf?.country === 'string' && { country: cf.country }),
    ...(typeof cf?.region === 'string' && { region: cf.region }),
    receivedAt: now(c.env),
  };
}

/** What became of a request whose events were not all good. */
export function countsOf(stored: Stored | undefined, intake: Intake): Record<string, unknown> {
  return {
    // What went to the queue is durable, and counted when it comes out.
    ...(stored && { stored: stored.stored, duplicates: stored.duplicates }),
    quarantined: intake.quarantined.map(({ reason, detail }) => ({ reason, detail })),
  };
}
