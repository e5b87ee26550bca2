import { LIMITS } from '../../schema/index.ts';
import type { Context, Event, Source } from '../stitch/event.ts';
import type { Intake } from '../stitch/intake.ts';
import { agentOf } from './agent.ts';
import type { CollectedSite } from './collector.ts';
import type { ImportContext, ImportLine } from './import-line.ts';
import { remembered } from './memo.ts';
import { isDirect, pageOf, sourceOf, type FoundSource, type Page } from './source.ts';

/** A source to be stored with an event, if one is; and whether a spammer sent it. */
interface Arrival {
  source: Source | undefined;
  isSpam: boolean;
}

/** A page with what its address tells of where the visit came from. */
interface Landing {
  page: Page;
  arrival: Arrival;
}

/** A visitor's events so far, and its last context: as it was stated and as it is stored. */
interface OfVisitor {
  events: Event[];
  stated?: ImportContext;
  host?: string | undefined;
  context?: Context;
}

/** What many lines of a file share, worked out once for a request. */
export class Known {
  /** By address. */
  readonly landingOf: (address: string) => Landing;
  readonly #intake: Intake;
  readonly #visitors = new Map<string, OfVisitor>();
  readonly #contexts: (text: string) => Context;
  readonly #arrivals: (text: string) => Arrival;

  constructor({ ownHosts, paymentHosts }: CollectedSite, intake: Intake) {
    this.#intake = intake;
    // Which hosts are the site's own matters to referrers alone.
    this.landingOf = remembered(LIMITS.importLines, (url) => ({
      page: pageOf(url),
      arrival: arrivalOf(sourceOf({ url })),
    }));
    this.#contexts = remembered(LIMITS.importLines, (text) => {
      // Our own JSON, written below.
      const [stated, host] = JSON.parse(text) as [ImportContext, string | undefined];
      return makeContext(stated, host);
    });
    this.#arrivals = remembered(LIMITS.importLines, (text) => {
      const [url, referrer, host] = JSON.parse(text) as [string, string, string];
      return arrivalOf(sourceOf({
        url, referrer, ownHosts: host === '' ? ownHosts : [...ownHosts, host], paymentHosts,
      })); // prettier-ignore
    });
  }

  contextOf({ context: stated = {}, visitor }: ImportLine, host: string | undefined): Context {
    const last = visitor === undefined ? undefined : this.#ofVisitor(visitor);
    if (last?.context && last.stated && last.host === host && isSame(last.stated, stated)) {
      return last.context;
    }
    const text = JSON.stringify([stated, ...(host === undefined ? [] : [host])]);
    const context = this.#contexts(text);
    if (last !== undefined) Object.assign(last, { stated, host, context });
    return context;
  }

  arrivalOf({ page = '', referrer = '' }: ImportLine, host = ''): Arrival {
    if (referrer === '') return this.landingOf(page).arrival;
    return this.#arrivals(JSON.stringify([page, referrer, host]));
  }

  /** Puts an event on its visitor's line in the intake, one for all of them. */
  add(visitor: string, event: Event): void {
    const { events } = this.#ofVisitor(visitor);
    if (events.length === 0) this.#intake.lines.push({ visitor, events });
    events.push(event);
  }

  #ofVisitor(visitor: string): OfVisitor {
    const known = this.#visitors.get(visitor);
    if (known !== undefined) return known;
    const made: OfVisitor = { events: [] };
    this.#visitors.set(visitor, made);
    return made;
  }
}

function arrivalOf(found: FoundSource | undefined): Arrival {
  if (found === undefined) return { source: undefined, isSpam: false };
  const { spam = false, ...source } = found;
  return { source: isDirect(source) ? undefined : source, isSpam: spam };
}

const CONTEXT_MEMBERS = [
  'user_agent', 'host', 'language', 'browser', 'os', 'device', 'country', 'region', 'screen',
] as const satisfies (keyof ImportContext)[]; // prettier-ignore

function isSame(a: ImportContext, b: ImportContext): boolean {
  return CONTEXT_MEMBERS.every((member) => a[member] === b[member]);
}

function makeContext({ user_agent, ...stated }: ImportContext, host: string | undefined): Context {
  const agent = user_agent === undefined ? undefined : agentOf(user_agent);
  return {
    ...agent?.device,
    ...(host !== undefined && { host }),
    ...stated,
    ...(agent?.bot !== undefined && { bot: agent.bot }),
    by: 'import',
  };
}
