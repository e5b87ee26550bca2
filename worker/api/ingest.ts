import { Hono } from 'hono';
import { LIMITS, parseEnvelope } from '../../schema/index.ts';
import { now } from '../clock.ts';
import { intakeOf } from '../collect/batch.ts';
import { note } from '../collect/ledger.ts';
import { allowsOrigin } from '../collect/origin.ts';
import type { Env } from '../env.ts';
import { imports } from './imports.ts';
import { Problem } from './problem.ts';
import { collected, countsOf, readJsonBody, senderOf, storeOrUnavailable } from './receive.ts';
import { segmentRoutes } from './segment.ts';
import { siteBy } from './site.ts';

/** What takes events. Everything here answers when D1 has committed, not before. */
export const ingest: Hono<{ Bindings: Env }> = new Hono<{ Bindings: Env }>();

ingest.options('/e', () => new Response(null, { status: 204 }));
ingest.post('/e', async (c) => {
  const body = await readJsonBody(c, LIMITS.batchBytes);
  const parsed = parseEnvelope(body);
  if (!parsed.ok) {
    const { reason, detail } = parsed;
    throw new Problem('invalid-batch', `${reason}${detail && ` at ${detail}`}`, {
      members: { reason },
    });
  }
  const site = await siteBy(c.env, parsed.envelope.site);
  if (site === undefined) throw new Problem('not-found', 'There is no such site.');
  if (!allowsOrigin(site.origins, c.req.header('origin') ?? null)) {
    const tally = { 'rejected:origin_not_allowed': parsed.envelope.events.length };
    note(c.env.DB, c.executionCtx, { site: site.number, at: now(c.env), tally });
    throw new Problem('origin-not-allowed', 'Add the origin to the site if it is yours.');
  }
  const intake = intakeOf(parsed.envelope, collected(site), senderOf(c));
  const stored = await storeOrUnavailable(c, intake, parsed.envelope.lost);
  if (intake.quarantined.length === 0) return new Response(null, { status: 204 });
  return Response.json(countsOf(stored, intake));
});

ingest.route('/', segmentRoutes);
ingest.route('/', imports);
