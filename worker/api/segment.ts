import { Hono, type Context } from 'hono';
import { LIMITS } from '../../schema/index.ts';
import { intakeOfSegment, type SegmentMessage } from '../collect/segment-batch.ts';
import { isStaff } from '../collect/staff.ts';
import type { Env } from '../env.ts';
import type { Intake } from '../stitch/intake.ts';
import { grantOf, keyOf, forbidden } from './auth.ts';
import { Problem } from './problem.ts';
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
import { slipsIn } from './segment-slips.ts';
import { siteByNumber } from './site.ts';

type Ctx = Context<{ Bindings: Env }>;

/** Segment's wire format, so that its libraries and RudderStack's work by changing their host. */
export const segmentRoutes: Hono<{ Bindings: Env }> = new Hono<{ Bindings: Env }>();

/** What Segment's libraries call; the short forms are those of its browser library. */
const SEGMENT: Record<string, string | undefined> = {
  batch: undefined,
  b: undefined,
  track: 'track',
  t: 'track',
  page: 'page',
  p: 'page',
  screen: 'screen',
  s: 'screen',
  identify: 'identify',
  i: 'identify',
  group: 'group',
  g: 'group',
  alias: 'alias',
  a: 'alias',
};

for (const [path, type] of Object.entries(SEGMENT)) {
  segmentRoutes.options(`/v1/${path}`, () => new Response(null, { status: 204 }));
  segmentRoutes.post(`/v1/${path}`, (c) => takeSegment(c, type));
}

async function takeSegment(c: Ctx, type: string | undefined): Promise<Response> {
  const body = await readJsonBody(c, LIMITS.segmentBytes);
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw new Problem('invalid-batch', 'The body must be an object.', {
      members: { reason: 'not_an_object' },
    });
  }
  // An object of unknown members: each is judged where it is read.
  const message = body as SegmentMessage;
  const grant = await orUnavailable(grantOf(c.env, keyOf(c.req.raw, message), c.req.raw));
  if (grant.kind !== 'server' && grant.kind !== 'write' && grant.kind !== 'admin') {
    throw forbidden(grant, 'ingest');
  }
  const site = await orUnavailable(siteByNumber(c.env, grant.site));
  if (site === undefined) throw new Problem('not-found', 'There is no such site.');
  const messages = type === undefined ? message['batch'] : [{ ...message, type }];
  if (!Array.isArray(messages)) {
    await noteRefused(c, site.id, { reason: 'events_not_an_array', events: messages });
    throw new Problem('invalid-batch', '"batch" must be an array.', {
      members: { reason: 'events_not_an_array' },
    });
  }
  if (messages.length > LIMITS.batchEvents) {
    await noteRefused(c, site.id, { reason: 'too_many_events', events: messages });
    throw new Problem('invalid-batch', `At most ${LIMITS.batchEvents} messages.`, {
      members: { reason: 'too_many_events' },
    });
  }
  // A write key stands in pages and apps: who sends is judged by the request. Servers send for others.
  if (grant.kind === 'write' && isStaff(site.staffNetworks, { address: addressOf(c) })) {
    noteStaff(c, site, messages.length);
    return Response.json({ success: true });
  }
  const intake = intakeOfSegment(messages, collected(site), senderOf(c), {
    envelope: message,
    verified: grant.kind !== 'write',
  });
  const stored = await takeOrUnavailable(c, intake, { site, events: messages.length });
  const [bots, slips] = [botsIn(intake), slipsIn(messages)];
  // The status is Segment's: its libraries give up a whole batch for any other (definitions.md 4).
  return Response.json({
    success: intake.quarantined.length === 0,
    ...(intake.quarantined.length > 0 && countsOf(stored, intake)),
    ...(Object.keys(bots).length > 0 && { bots }),
    ...(slips.length > 0 && { warnings: slips }),
  });
}

/** How many events are stored and in no report, by what their sender was taken for a bot. */
function botsIn({ lines }: Intake): Record<string, number> {
  const bots: Record<string, number> = {};
  for (const { context } of lines.flatMap(({ events }) => events)) {
    if (context.bot !== undefined) bots[context.bot] = (bots[context.bot] ?? 0) + 1;
  }
  return bots;
}

/** What analytics.js asks for before it sends: which integrations there are. Only this one. */
segmentRoutes.get('/v1/projects/:key/settings', (c) =>
  Response.json(
    { integrations: { 'Segment.io': { apiKey: c.req.param('key'), versionSettings: {} } } },
    { headers: { 'cache-control': 'public, max-age=300' } },
  ),
);
