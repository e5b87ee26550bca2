import { Hono } from 'hono';
import { isObject, LIMITS, parseEnvelope } from '../../schema/index.ts';
import { intakeOf } from '../collect/batch.ts';
import { cookielessVisitor } from '../collect/cookieless.ts';
import { allowsOrigin } from '../collect/origin.ts';
import { judgeSignatures } from '../collect/signature.ts';
import type { Env } from '../env.ts';
import { imports } from './imports.ts';
import { mailRoutes } from './mail.ts';
import { Problem } from './problem.ts';
import {
  collected,
  countsOf,
  noteRefused,
  orUnavailable,
  readJsonBody,
  senderOf,
  takeOrUnavailable,
} from './receive.ts';
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
    const { site, events } = isObject(body) ? body : {};
    await noteRefused(c, site, { reason, events });
    throw new Problem('invalid-batch', `${reason}${detail && ` at ${detail}`}`, {
      members: { reason },
    });
  }
  const site = await orUnavailable(siteBy(c.env, parsed.envelope.site));
  if (site === undefined) throw new Problem('not-found', 'There is no such site.');
  if (!allowsOrigin(site.origins, c.req.header('origin') ?? null)) {
    const { events } = parsed.envelope;
    await noteRefused(c, site.id, { reason: 'origin_not_allowed', events });
    throw new Problem('origin-not-allowed', 'Add the origin to the site if it is yours.');
  }
  const sender = senderOf(c);
  if (parsed.envelope.context?.cookieless) {
    const address = c.req.header('cf-connecting-ip') ?? '';
    const glimpse = { site: site.id, address, userAgent: sender.userAgent, at: sender.receivedAt };
    parsed.envelope.visitor = await orUnavailable(cookielessVisitor(c.env.DB, glimpse));
  }
  const intake = intakeOf(parsed.envelope, collected(site), sender);
  await judgeSignatures(intake, site.identitySecret);
  const { events, lost } = parsed.envelope;
  const stored = await takeOrUnavailable(c, intake, { events: events.length, lost });
  if (intake.quarantined.length === 0) return new Response(null, { status: 204 });
  return Response.json(countsOf(stored, intake));
});

ingest.route('/', segmentRoutes);
ingest.route('/', imports);
ingest.route('/', mailRoutes);
