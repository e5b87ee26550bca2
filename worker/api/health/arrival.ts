import { accountedIn } from '../../collect/read-ledger.ts';
import type { Site } from '../site.ts';
import { judge, type Check } from './check.ts';
import type { Findings } from './read-health.ts';

const DAY_SECONDS = 86_400;

const base = { check: 'events', unit: 'seconds' } as const;

interface Asked {
  site: Site;
  at: number;
  /** Where this server was asked, `https://sojourn.example`. */
  origin: string;
}

/** Whether events still come. */
export function arrival(found: Findings, { site, at, origin }: Asked): Check {
  const { lastAt, past } = found;
  if (lastAt === undefined) return nothing(found, site, origin);
  const seconds = Math.max(0, Math.round((at - lastAt) / 1_000));
  const status = judge(seconds, { warn: DAY_SECONDS, fail: 7 * DAY_SECONDS });
  if (status !== 'ok' && past !== undefined) return told(found, { lastAt, at });
  const advice =
    status === 'ok'
      ? null
      : 'Look whether the tag is still in the pages, and whether the other checks refuse what it sends.';
  return { ...base, status, value: seconds, detail: happened(lastAt), advice };
}

function happened(lastAt: number): string {
  return `The last event happened at ${new Date(lastAt).toISOString()}.`;
}

/** What is told of the past: what counts is when it came, which is known by the day. Silence is no failure. */
function told({ past, toldOn }: Findings, { lastAt, at }: { lastAt: number; at: number }): Check {
  const [who, last] =
    past === 'demo' ? ['the demo’s month fills', 'it'] : ['imports fill', 'the last'];
  if (toldOn === undefined) {
    const value = Math.max(0, Math.round((at - lastAt) / 1_000));
    const detail = `Only ${who} this site: nothing came in the last seven days. ${happened(lastAt)}`;
    const advice = 'Import what is new (docs/import.md), or put the tag into the pages.';
    return { ...base, status: 'warn', value, detail, advice };
  }
  const day = new Date(toldOn * DAY_SECONDS * 1_000).toISOString().slice(0, 10);
  const value = Math.max(0, Math.round(at / 1_000) - (toldOn + 1) * DAY_SECONDS);
  const detail = `Only ${who} this site: ${last} came on ${day} (UTC). ${happened(lastAt)}`;
  return { ...base, status: 'ok', value, detail, advice: null };
}

function nothing({ books }: Findings, { id, origins }: Site, origin: string): Check {
  const came = accountedIn(books) > 0;
  const detail = came ? 'Requests came, but no event could be stored.' : 'No event has ever come.';
  const advice = came
    ? 'The checks below say why.'
    : `Put <script defer src="${origin}/s.js" data-site="${id}"></script> into every page of ` +
      `${origins.join(', ')}, open one and look again; a content blocker, consent that is still ` +
      'missing or Do Not Track keep the tag silent (docs/install.md).';
  return { ...base, status: 'fail', value: null, detail, advice };
}
