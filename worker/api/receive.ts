import type { Context } from 'hono';
import { now } from '../clock.ts';
import { readBody } from '../collect/body.ts';
import { CHANNELS, channelOf } from '../collect/channel.ts';
import { note, type Tally } from '../collect/ledger.ts';
import type { CollectedSite, Sender } from '../collect/collector.ts';
import type { Env } from '../env.ts';
import type { Source } from '../stitch/event.ts';
import type { Intake, Stored } from '../stitch/intake.ts';
import { storeTogether } from '../stitch/together.ts';
import { Problem } from './problem.ts';
import type { Site } from './site.ts';

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
  try {
    return JSON.parse(body.text);
  } catch {
    throw new Problem('invalid-json', 'The body must be one JSON value.', {
      members: { reason: 'not_json' },
    });
  }
}

/** A write that did not happen, or of which nobody knows, is for the client to send again. */
export async function storeOrUnavailable(
  c: Ctx,
  intake: Intake,
  lost: Record<string, number> = {},
): Promise<Stored> {
  try {
    // Whose answer or losses depend on its own counts is stored by itself.
    const alone = intake.quarantined.length > 0 || Object.keys(lost).length > 0;
    const storing = storeTogether(c.env.DB, intake, { channelCode, alone });
    // The leader of a transaction stores for others too: it must not end with its own client.
    c.executionCtx.waitUntil(storing.catch(() => undefined));
    const stored = await storing;
    const tally: Tally = { duplicate: stored.duplicates, overflow: stored.overflowed };
    // A batch that is sent again reports its losses again: they were counted with its events.
    const isNew = stored.stored > 0 || stored.duplicates === 0;
    if (isNew) for (const [reason, count] of Object.entries(lost)) tally[`lost:${reason}`] = count;
    note(c.env.DB, c.executionCtx, { site: intake.site.number, at: intake.receivedAt, tally });
    return stored;
  } catch (error) {
    console.error(JSON.stringify({ where: 'ingest', message: String(error).slice(0, 200) }));
    throw new Problem('unavailable', 'Nothing was lost: send it again.', {
      headers: { 'retry-after': '2' },
    });
  }
}

function channelCode(source: Source | undefined): number {
  return CHANNELS.indexOf(channelOf(source ?? { source: '(direct)', medium: '(none)' }));
}

/** What collecting needs to know of a site. */
export function collected(site: Site): CollectedSite {
  const { number, currency, symbols, settings } = site;
  const ownHosts = site.origins
    .filter((origin) => origin !== '*')
    .map((origin) => new URL(origin).hostname);
  return { number, currency, symbols, ownHosts, paymentHosts: settings.payment_hosts };
}

/** What the edge tells of a request. */
export function senderOf(c: Ctx): Sender {
  // Absent on a machine of one's own; IP addresses are not read at all.
  const cf = c.req.raw.cf as { country?: unknown; region?: unknown } | undefined;
  return {
    userAgent: c.req.header('user-agent') ?? '',
    ...(typeof cf?.country === 'string' && { country: cf.country }),
    ...(typeof cf?.region === 'string' && { region: cf.region }),
    receivedAt: now(c.env),
  };
}

/** What became of a request whose events were not all good. */
export function countsOf(stored: Stored, intake: Intake): Record<string, unknown> {
  return {
    stored: stored.stored,
    duplicates: stored.duplicates,
    quarantined: intake.quarantined.map(({ reason, detail }) => ({ reason, detail })),
  };
}
