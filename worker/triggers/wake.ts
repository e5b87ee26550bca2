import { now } from '../clock.ts';
import type { Env } from '../env.ts';
import deliveriesDueSites from '../sql/deliveries.due-sites.sql';
import { databasesOf } from '../stitch/databases.ts';
import { openRun, runSite, type Run, type Working } from './run.ts';

/** Milliseconds after which a request's work on what it fired begins nothing further: it has 30 s after its answer. */
const AFTER_REQUEST = 12_000;
/** The same of the job that runs each minute, and of the queue's consumer. */
const OF_JOB = 50_000;

/** Rows that an invocation takes: beside storing what fired them, or alone. */
const ROWS_AFTER_REQUEST = 4;
const ROWS_OF_JOB = 100;
/** At most, before the next site has its turn. */
const ROWS_OF_TURN = 20;

/** Sites that a run looks at, and how many at a time. */
const SITES = 500;
const TOGETHER = 3;

/** Seconds that a consumer may take, unless the operator says otherwise (env.ts). */
const PATIENCE = 15;

/** A message of the queue: something of the site is due. What it is stands in D1. */
export interface Wake {
  webhooks: number;
}

/** Something of a site has fired, and is durable: says so to the queue, else does it at once. Never throws. */
export async function wake(env: Env, site: number): Promise<void> {
  try {
    if (env.WEBHOOKS) await env.WEBHOOKS.send({ webhooks: site }, { contentType: 'json' });
    else await runSite(workingOf(env, { ms: AFTER_REQUEST, rows: ROWS_AFTER_REQUEST }), site);
  } catch (error) {
    // The job of the next minute finds it.
    console.error(JSON.stringify({ where: 'wake', message: String(error).slice(0, 200) }));
  }
}

/** What is due, site by site in turns, whoever waits longest first. One that fails keeps no other back, and is told of. */
export async function runDue(env: Env, only?: readonly number[]): Promise<void> {
  const rows = Number(env.SOJOURN_WEBHOOK_ROWS || ROWS_OF_JOB);
  const working = workingOf(env, { ms: OF_JOB, rows });
  const waiting: Turn[] = (only ?? (await dueSites(env))).map((site) => ({ site }));
  const share = Math.max(1, Math.min(ROWS_OF_TURN, Math.floor(rows / (waiting.length || 1))));
  const errors: unknown[] = [];
  const work = async (): Promise<void> => {
    for (let turn = waiting.shift(); turn !== undefined; turn = waiting.shift()) {
      if (working.isOver() || working.rows <= 0) return;
      try {
        const run = turn.run ?? (await openRun(working, turn.site));
        if (run === undefined) continue;
        if (turn.run === undefined) await run.gauge();
        if ((await run.some(share)) > 0) waiting.push({ ...turn, run });
        else await run.gauge();
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, work));
  if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join('; '));
}

interface Turn {
  site: number;
  /** Once it had one. */
  run?: Run;
}

/** The site that a message of the queue speaks of; undefined: it is none of these. */
export function wokenIn(body: unknown): number | undefined {
  if (typeof body !== 'object' || body === null || !('webhooks' in body)) return undefined;
  return typeof body.webhooks === 'number' ? body.webhooks : undefined;
}

async function dueSites(env: Env): Promise<number[]> {
  const statement = env.DB.prepare(deliveriesDueSites).bind(now(env), SITES);
  const { results } = await statement.all<{ site: number }>();
  return results.map(({ site }) => site);
}

function workingOf(env: Env, { ms, rows }: { ms: number; rows: number }): Working {
  const until = Date.now() + ms;
  return {
    databases: databasesOf(env),
    sending: sendingOf(env),
    now: () => now(env),
    isOver: () => Date.now() > until,
    rows,
  };
}

/** How this deployment sends. */
export function sendingOf(env: Env): Working['sending'] {
  const seconds = Number(env.SOJOURN_WEBHOOK_SECONDS || PATIENCE);
  return {
    allowed: (env.SOJOURN_WEBHOOK_HOSTS ?? '').split(',').filter((host) => host !== ''),
    patience: (seconds > 0 && seconds <= 30 ? seconds : PATIENCE) * 1_000,
  };
}
