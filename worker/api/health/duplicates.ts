import { accountedIn } from '../../collect/read-ledger.ts';
import { shareCheck, type Check, type Limits, type ShareCheck } from './check.ts';
import type { Findings } from './read-health.ts';

/** Fewer copies are nobody's loop, whatever share of a quiet day they are. */
const FEW = 20;

/**
 * A page that is reloaded, or left by a typed address, sends its last batch as it goes, and the next page,
 * which cannot know that it arrived, sends it once more: up to half of what comes. Beyond that, each event
 * comes more than twice.
 */
const OF_PAGES: Limits = { warn: 0.55, fail: 0.75 };

/** A server hears our answers. What it sends twice costs a request, no more. */
const OF_SERVERS: Limits = { warn: 0.2, fail: 0.75 };

/** An import may be run twice, and the demo's month is told again where its filling was cut short. */
export function duplicates({ books, again }: Findings): Check {
  const came = accountedIn(books) - again.import - again.demo;
  const imported =
    again.import === 0
      ? ''
      : ` Of imports that were run again ${again.import.toLocaleString('en')} more were there already.`;
  const pages = shareCheck({
    ...share(again.page, came, OF_PAGES),
    says:
      'events came again from pages, which send the last batch of a page twice where it is reloaded. ' +
      'They count once.',
    advice:
      'Each event comes more than twice: look for a proxy that cuts our answers off, a timeout that is too ' +
      'short, or a page that sends for ever.',
  });
  const servers = shareCheck({
    ...share(again.server, came, OF_SERVERS),
    says: 'events came again from servers. They count once.',
    advice:
      'A server sends what it sent before: its job runs twice, or it does not hear our answers, as a proxy ' +
      'cuts them off or its timeout is too short.',
  });
  const isWorse = servers.status === 'fail' || (servers.status === 'warn' && pages.status === 'ok');
  const worst = isWorse ? servers : pages;
  return { ...worst, detail: worst.detail + imported };
}

function share(
  count: number,
  came: number,
  limits: Limits,
): Pick<ShareCheck, 'check' | 'count' | 'of' | 'limits'> {
  const isFew = count < FEW;
  const of = Math.max(count, came);
  return { check: 'duplicates', count, of, limits: isFew ? { warn: 1, fail: 1 } : limits };
}
