import {
  EVENT,
  LIMITS,
  parseEvent,
  toGa4,
  type BatchEnvelope,
  type Fault,
  type Json,
  type WireContext,
  type WireEvent,
} from '../../schema/index.ts';
import type { Context, Event } from '../stitch/event.ts';
import type { Intake } from '../stitch/intake.ts';
import { agentOf } from './agent.ts';
import { emptyIntake, type CollectedSite, type Sender } from './collector.ts';
import { kept, keptBody, type PageEnvelope } from './envelope.ts';
import { takeIdentity } from './identity-events.ts';
import { isDirect, pageOf, sourceOf, type FoundSource } from './source.ts';

/** A snippet's batch as what is to be stored. Events that break a rule go to quarantine, one by one. */
export function intakeOf(envelope: BatchEnvelope, site: CollectedSite, sender: Sender): Intake {
  const intake = emptyIntake(site, sender.receivedAt);
  const { visitor, page_load: pageLoad } = envelope;
  const skew = skewOf(envelope.sent_at, sender.receivedAt);
  const context = contextOf(envelope.context ?? {}, sender, skew);
  const window = {
    earliest: sender.receivedAt - LIMITS.pageAge,
    latest: sender.receivedAt + LIMITS.ahead,
  };
  // A visit without consent is nobody's, whoever is named in it.
  const whose = context.cookieless ? undefined : visitor;
  const events: Event[] = [];
  const views = new PageLoad(envelope, site, context);
  const refuse = (input: unknown, { reason, detail }: Fault): void => {
    const body = keptBody(input);
    const around = { ...envelopeOf(envelope, sender) } as unknown as Json;
    intake.quarantined.push({ reason, detail, source: 'page', visitor, body, envelope: around });
  };
  for (const input of envelope.events) {
    const parsed = parseEvent(input, { window, shift: -skew, currency: site.currency });
    if (!parsed.ok) {
      refuse(input, parsed);
      continue;
    }
    const event = views.eventOf(`${pageLoad}.${parsed.event.seq}`, parsed.event);
    const fault = takeIdentity(event, { visitor: whose, intake, source: 'page' });
    if (fault === undefined) events.push(event);
    else refuse(input, fault);
  }
  if (events.length > 0) intake.lines.push({ visitor, events });
  return intake;
}

function envelopeOf({ page_load, sent_at, context }: BatchEnvelope, sender: Sender): PageEnvelope {
  return { via: 'page', page_load, sent_at, ...(context && { context }), sender: kept(sender) };
}

/** How far the client's clock is ahead of the server's, 0 where within what a network may take. */
function skewOf(sentAt: number, receivedAt: number): number {
  const skew = Math.round(sentAt - receivedAt);
  return Math.abs(skew) > LIMITS.skew ? skew : 0;
}

function contextOf(wire: WireContext, sender: Sender, skew: number): Context {
  const { device, bot } = agentOf(sender.userAgent);
  const { host, language, screen, utc_offset, library, cookieless, demo } = wire;
  return {
    ...device,
    ...(sender.country && { country: sender.country }),
    ...(sender.region && { region: sender.region }),
    ...(host && { host }),
    ...(language && { language }),
    ...(screen && { screen }),
    ...(utc_offset !== undefined && { utc_offset: Math.round(utc_offset) }),
    ...(library && { library }),
    ...(cookieless && { cookieless }),
    ...(demo && { demo }),
    ...(bot !== undefined && { bot }),
    ...(skew !== 0 && { skew }),
  };
}

/** Turns the events of one page load into ours: pages into paths, the landing into a source. */
class PageLoad {
  readonly #site: CollectedSite;
  readonly #context: Context;
  readonly #referrer: string | undefined;
  readonly #contexts = new Map<string, Context>();

  constructor(envelope: BatchEnvelope, site: CollectedSite, context: Context) {
    this.#site = site;
    this.#context = context;
    this.#referrer = envelope.context?.referrer;
  }

  eventOf(id: string, wire: WireEvent): Event {
    const { name, properties: stated } = toGa4(wire.name, wire.properties ?? {});
    const page = typeof wire.page === 'string' ? { url: wire.page } : wire.page;
    const { host, path } = page === undefined ? {} : pageOf(page.url);
    const event: Event = { id, at: wire.at, name, context: this.#context };
    if (path !== undefined) event.page = path;
    const title = stated['title'] ?? page?.title;
    const properties =
      title === undefined || title === stated['title'] ? stated : { ...stated, title };
    if (Object.keys(properties).length > 0) event.props = properties;
    if (name !== EVENT.pageView) {
      if (host !== undefined) event.context = this.#contextAt(host);
      return event;
    }
    const found = sourceOf({
      url: page?.url ?? '',
      referrer: page?.referrer ?? this.#referrer ?? '',
      ownHosts: [...this.#site.ownHosts, ...(this.#context.host ? [this.#context.host] : [])],
      paymentHosts: this.#site.paymentHosts,
    });
    if (found !== undefined) this.#land(event, found);
    if (host !== undefined) event.context = this.#contextAt(host);
    return event;
  }

  #land(event: Event, { spam, ...source }: FoundSource): void {
    if (!isDirect(source)) event.source = source;
    if (spam) this.#context.bot ??= 'referrer_spam';
  }

  /** A page's own host goes before the batch's: a batch may hold pages of several hosts. */
  #contextAt(host: string): Context {
    if (host === this.#context.host) return this.#context;
    const context = this.#contexts.get(host) ?? { ...this.#context, host };
    this.#contexts.set(host, context);
    return context;
  }
}
