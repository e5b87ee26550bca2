import { Hono, type Context } from 'hono';
import { LIMITS } from '../../schema/index.ts';
import { now } from '../clock.ts';
import { readBody } from '../collect/body.ts';
import { intakeOfImport } from '../collect/import.ts';
import type { Env } from '../env.ts';
import type { Intake } from '../stitch/intake.ts';
import { allows, bearerOf, grantOf, forbidden } from './auth.ts';
import { Problem } from './problem.ts';
import { collected, takeOrUnavailable } from './receive.ts';
import { siteBy, type Site } from './site.ts';

type Ctx = Context<{ Bindings: Env }>;

/** Takes a file's events, a JSON line each, and answers when D1 has committed. */
export const imports: Hono<{ Bindings: Env }> = new Hono<{ Bindings: Env }>();

imports.post('/v1/sites/:site/imports', async (c) => {
  const site = await siteToFill(c);
  refuseTables(c);
  const body = await readBody(c.req.raw, LIMITS.importBytes);
  if (!body.ok) {
    if (body.reason !== 'too_large')
      throw new Problem('invalid-json', 'Send UTF-8, plain or gzip.');
    throw new Problem('too-large', `At most ${LIMITS.importBytes} bytes, inflated.`);
  }
  const lines = body.text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length > LIMITS.importLines) {
    throw new Problem(
      'too-large',
      `At most ${LIMITS.importLines} lines: send the rest in another request.`,
    );
  }
  const { intake, faults } = intakeOfImport(lines, collected(site), now(c.env));
  const brought = { events: lines.length, mustTell: true };
  const stored = await takeOrUnavailable(c, intake, brought);
  return Response.json({
    received: lines.length,
    stored: stored?.stored ?? 0,
    duplicates: stored?.duplicates ?? 0,
    overflow: stored?.overflowed ?? 0,
    erased: stored?.erased ?? 0,
    identity: lines.length - faults.length - eventsIn(intake),
    quarantined: faults,
    rows_written: stored?.rowsWritten ?? 0,
  });
});

/** Lines are judged one by one, and each of a table would end in quarantine. Other types are often left at a default. */
function refuseTables(c: Ctx): void {
  if (!/^(text\/csv|multipart\/)/i.test(c.req.header('content-type') ?? '')) return;
  const detail =
    'Send one JSON event a line, as application/x-ndjson. `npm run import` reads CSV files by a map of their columns.';
  throw new Problem('unsupported-media-type', detail, {
    headers: { accept: 'application/x-ndjson' },
  });
}

function eventsIn({ lines }: Intake): number {
  return lines.reduce((sum, { events }) => sum + events.length, 0);
}

/** A site that is not there and a site that is not the caller's are one and the same. */
async function siteToFill(c: Ctx): Promise<Site> {
  const grant = await grantOf(c.env, bearerOf(c.req.raw), c.req.raw);
  const site = await siteBy(c.env, c.req.param('site') ?? '');
  const isTheirs = grant.kind === 'operator' || ('site' in grant && grant.site === site?.number);
  if (site === undefined || !isTheirs) {
    throw new Problem('not-found', 'There is no such site, or this key is not for it.');
  }
  if (allows(grant, 'import')) return site;
  throw forbidden(grant, 'import');
}
