import { Hono, type Context } from 'hono';
import { isObject, LIMITS, parseEnvelope, type BatchEnvelope } from '../../schema/index.ts';
import { intakeOf } from '../collect/batch.ts';
import { cookielessVisitor } from '../collect/cookieless.ts';
import { allowsOrigin } from '../collect/origin.ts';
import { judgeSignatures } from '../collect/signature.ts';
import { isStaff } from '../collect/staff.ts';
import type { Env } from '../env.ts';
import { aheadOfReports } from '../history/index.ts';
import { imports } from './imports.ts';
import { mailRoutes } from './mail.ts';
import { withVisitorCookie } from './own-host.ts';
import { Problem } from './problem.ts';
import { admit } from './rate-limit.ts';
import {
  addressOf,
  collected,
  countsOf,
  noteRefused,
  noteStaff,
  orUnavailable,
  readJsonBody,
  senderOf,
  takeOrUnavailable,
} from './receive.ts';
import { segmentRoutes } from './segment.ts';
import { siteBy } from './site.ts';

type Ctx = Context<{ Bindings: Env }>;

/** What takes events. Everything here answers when D1 has committed, not before. */
export const ingest: Hono<{ Bindings: Env }> = new Hono<{ Bindings: Env }>();

for (const path of ['/e', '/s/e']) {
  ingest.use(path, (_, next) => aheadOfReports(next));
  ingest.options(path, () => new Response(null, { status: 204 }));
}
ingest.post('/e', async (c) => (await collect(c)).response);
// What a route of the site's own host such as `shop.example/s/*` leads to, see own-host.ts.
ingest.post('/s/e', async (c) => {
  const { envelope, response } = await collect(c);
  return withVisitorCookie(c, envelope, response);
});

async function collect(c: Ctx): Promise<{ envelope: BatchEnvelope; response: Response }> {
  await admit(c.env, 'pages', addressOf(c));
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
  const origin = c.req.header('origin') ?? null;
  if (!allowsOrigin(site.origins, origin, site.settings.opaque_origins)) {
    const { events } = parsed.envelope;
    await noteRefused(c, site.id, { reason: 'origin_not_allowed', events });
    throw new Problem('origin-not-allowed', 'Add the origin to the site if it is yours.');
  }
  const { envelope } = parsed;
  const { events, lost } = envelope;
  if (isStaff(site.staffNetworks, { address: addressOf(c), visitor: envelope.visitor })) {
    noteStaff(c, site, events.length);
    return { envelope, response: new Response(null, { status: 204 }) };
  }
  const sender = senderOf(c);
  if (envelope.context?.cookieless) {
    const address = addressOf(c);
    const glimpse = { site: site.id, address, userAgent: sender.userAgent, at: sender.receivedAt };
    envelope.visitor = await orUnavailable(cookielessVisitor(c.env.DB, glimpse));
  }
  const intake = intakeOf(envelope, collected(site), sender);
  await judgeSignatures(intake, site.identitySecret);
  const stored = await takeOrUnavailable(c, intake, { site, events: events.length, lost });
  const response =
    intake.quarantined.length === 0
      ? new Response(null, { status: 204 })
      : Response.json(countsOf(stored, intake));
  return { envelope, response };
}

ingest.route('/', segmentRoutes);
ingest.route('/', imports);
ingest.route('/', mailRoutes);
