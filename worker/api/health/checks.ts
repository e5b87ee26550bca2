import { accountedIn } from '../../collect/read-ledger.ts';
import type { Trigger } from '../../triggers/trigger.ts';
import type { Site } from '../site.ts';
import { arrival } from './arrival.ts';
import { judge, mostOf, shareCheck, type Check } from './check.ts';
import { duplicates } from './duplicates.ts';
import type { Findings } from './read-health.ts';

const DAY_SECONDS = 86_400;

/** What the owner of a site wants to know first: does my tag work, and can I trust the numbers? */
export function checksOf(
  found: Findings,
  { site, at, hasLake, origin }: { site: Site; at: number; hasLake: boolean; origin: string },
): Check[] {
  return [
    arrival(found, { site, at, origin }),
    refused(found, site),
    quarantined(found, site),
    duplicates(found),
    lost(found),
    late(found),
    clocks(found),
    bots(found),
    letters(found, site),
    ...(hasLake ? [archive(found, site, at)] : []),
    ...(found.triggers.length > 0 ? [webhooks(found, site, at)] : []),
  ];
}

/** What to do about what is refused as a whole. */
const REFUSALS: Record<string, string> = {
  origin_not_allowed: 'Add the origin of your pages to the site: PATCH {"origins": [...]}.',
  not_json: 'Something else than the tag sends here; look at who does.',
};

function refused({ books }: Findings, { id }: Site): Check {
  const most = mostOf(books.rejected);
  return shareCheck({
    check: 'refused',
    count: sumOf(books.rejected),
    of: accountedIn(books),
    limits: { warn: 0.01, fail: 0.2 },
    says: `events were refused${most === undefined ? '' : `, most as ${most}`}.`,
    advice: REFUSALS[most ?? ''] ?? `GET /v1/sites/${id}/ledger tells them by reason.`,
  });
}

/** What to do about what breaks a rule. */
const BROKEN: Record<string, string> = {
  too_old: 'Events over 30 days old come from imports or a server key, not from pages.',
  in_the_future: 'The clock of whoever sends this is wrong.',
  currency_unknown: 'Send currencies as three letters of ISO 4217, such as EUR.',
  amount_not_a_number:
    'Send amounts as numbers: 12.5, not "12,50 €"; in the map of an import say by "decimal" how they are written.',
};

function quarantined({ books }: Findings, { id }: Site): Check {
  const most = mostOf(books.quarantined);
  const where = `GET /v1/sites/${id}/quarantine shows them; replay them once their sender is mended.`;
  return shareCheck({
    check: 'quarantined',
    count: sumOf(books.quarantined),
    of: accountedIn(books),
    limits: { warn: 0.01, fail: 0.2 },
    says: `events broke a rule${most === undefined ? '' : `, most as ${most}`}.`,
    advice: [BROKEN[most ?? ''], where].filter((text) => text !== undefined).join(' '),
  });
}

function lost({ books }: Findings): Check {
  const most = mostOf(books.lost);
  return shareCheck({
    check: 'lost',
    count: sumOf(books.lost),
    of: accountedIn(books),
    limits: { warn: 0.005, fail: 0.05 },
    says: `events were given up by browsers${most === undefined ? '' : `, most for ${most}`}.`,
    advice: most?.startsWith('http_')
      ? 'Something between pages and the collector answers in its place: a firewall, or a route that is missing.'
      : 'Pages were without the collector for long, or send more than their queue holds.',
  });
}

/** Late batches are sampled, and their sessions stand under the days on which they began. */
function late({ books, late: { hour, day } }: Findings): Check {
  const count = hour + day;
  return shareCheck({
    check: 'late',
    count,
    of: Math.max(count, books.stored + books.duplicates),
    limits: { warn: 0.1, fail: 0.5 },
    says: `events came from pages over an hour after they happened, about; ${day.toLocaleString('en')} over a day.`,
    advice:
      'Reports of the last days will still grow. Much of this at once means that pages could not reach the collector.',
  });
}

function clocks({ clocks: { events, skewed, most } }: Findings): Check {
  const hours = (most / 3_600_000).toFixed(1);
  return shareCheck({
    check: 'clocks',
    count: skewed,
    of: events,
    limits: { warn: 0.05, fail: 0.5 },
    says: `of the newest events are of clocks that are off by over a minute, ${hours} hours at most. Their times were shifted.`,
    advice:
      'Single devices are usual. Most of them at once: look whether something replays old requests.',
  });
}

/** What a bot is known by, and what to do where it is none. */
const BOTS: Record<string, [known: string, advice: string]> = {
  user_agent: [
    'a user agent of a crawler or a program',
    'If these are your own tests, give them the user agent of a browser; apps send with a write key (docs/api.md).',
  ],
  no_user_agent: [
    'having no user agent',
    'If something of yours stands between pages and here, let it pass their user agent on.',
  ],
  headless: [
    'a browser that says that a program drives it',
    'If these are your own tests, give their browser a usual user agent.',
  ],
  referrer_spam: ['a referrer that is known for spam', 'There is nothing to do.'],
};

function bots({ bots: { sessions, bots: found, reasons } }: Findings): Check {
  const [known, advice] = BOTS[mostOf(reasons) ?? ''] ?? [];
  return shareCheck({
    check: 'bots',
    count: found,
    of: sessions,
    limits: { warn: 0.3, fail: 0.95 },
    says: `of the newest sessions are of bots${known === undefined ? '' : `, most by ${known}`}. No report counts them.`,
    advice: advice ?? 'GET .../export/events has them, with is_bot.',
  });
}

function letters({ letters: count }: Findings, { id }: Site): Check {
  const detail = count === 0 ? 'None waits.' : `${count} batches could not be stored by the queue.`;
  const advice =
    count === 0 ? null : `GET /v1/sites/${id}/dead-letters says why; replay them after a fix.`;
  return {
    check: 'dead_letters',
    status: count > 0 ? 'warn' : 'ok',
    value: count,
    unit: 'letters',
    detail,
    advice,
  };
}

/** The hourly job moves closed days; some days behind are a first fill. */
function archive({ oldest }: Findings, { settings }: Site, at: number): Check {
  const base = { check: 'archive', unit: 'days' } as const;
  const closed = Math.floor(at / (DAY_SECONDS * 1_000)) - settings.hot_days;
  const behind =
    oldest === undefined ? 0 : Math.max(0, closed - Math.floor(oldest / (DAY_SECONDS * 1_000)));
  const status = judge(behind, { warn: 2, fail: 30 });
  const detail =
    behind === 0 ? 'All closed days are in the lake.' : `${behind} closed days wait for the lake.`;
  const advice =
    status === 'ok' ? null : 'Look whether the hourly cron trigger runs (docs/lake.md).';
  return { ...base, status, value: behind, detail, advice };
}

/** Those that somebody switched off are as they should be. */
function webhooks({ triggers }: Findings, { id }: Site, at: number): Check {
  const silent = triggers.flatMap((trigger) => {
    const why = silenceOf(trigger, at);
    return why === undefined ? [] : [`“${trigger.name}” ${why}.`];
  });
  return {
    check: 'webhooks',
    status: silent.length > 0 ? 'warn' : 'ok',
    value: silent.length,
    unit: 'triggers',
    detail: silent.length === 0 ? 'None is in trouble.' : silent.join(' '),
    advice:
      silent.length === 0
        ? null
        : `GET /v1/sites/${id}/triggers/ID/deliveries says what was answered; mend the receiver, then PATCH {"enabled": true}.`,
  };
}

/** Why a trigger sends nothing that should. */
function silenceOf({ off_because: off, paused, full }: Trigger, at: number): string | undefined {
  if (off === 'gone') return 'is switched off, as its address answered that it is gone (410)';
  if (off === 'failing') return 'is switched off, as its address took nothing for three days';
  if (full) return 'fires no more, as too much waits for its address';
  if (paused === undefined || paused.until <= at) return undefined;
  return `waits until ${new Date(paused.until).toISOString()}, as its address failed`;
}

function sumOf(tally: Readonly<Record<string, number>>): number {
  return Object.values(tally).reduce((sum, n) => sum + n, 0);
}
