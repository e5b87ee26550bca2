import type { Journey, Step } from '../api/shapes.ts';
import { toMs } from '../format/time.ts';
import { humanise, textAt } from '../format/words.ts';

/** A step with its time as a number. */
export interface Entry {
  step: Step;
  /** Milliseconds since 1970 UTC. */
  at: number;
  /** Two devices may have made events of one id: with the visitor it is one of a kind. */
  key: string;
  /** An order, or what else the site counts as a conversion. */
  converts: boolean;
}

/** What the page knows of one session, from its steps. */
export interface SessionInfo {
  id: string;
  /** 1 for the customer's first on this page. */
  number: number;
  channel: string | undefined;
  visitor: string | undefined;
  source: string | undefined;
  entries: Entry[];
}

export interface DeviceInfo {
  visitor: string;
  /** `desktop`, `mobile`, `tablet`, else undefined. */
  kind: string | undefined;
  label: string;
}

export interface JourneyInfo {
  id: string;
  number: number;
  /** Empty where the API did not tell. */
  outcome: string;
  value: string | number | null | undefined;
  currency: string | null | undefined;
  entries: Entry[];
  sessions: number;
  seconds: number | null | undefined;
  /** Milliseconds since 1970 UTC. */
  closedAt: number | undefined;
}

/** All that the drawing and the list are made of. */
export interface Line {
  entries: Entry[];
  sessions: Map<string, SessionInfo>;
  devices: DeviceInfo[];
  journeys: JourneyInfo[];
  /** The conversions, each with the journey it closes; later steps of its session belong there too. */
  ends: Map<Entry, JourneyInfo>;
  /** Steps with which a stage begins. */
  turns: Set<Entry>;
}

/** Puts the steps in order of time (equal times stay as they came) and finds what they belong to. */
export function lineOf(steps: Step[], journeys: Journey[] = []): Line {
  const entries = steps
    .flatMap((step): Entry[] => {
      const at = toMs(step.at);
      if (at === undefined) return [];
      const key = `${step.visitor ?? ''} ${step.id}`;
      return [{ step, at, key, converts: step.name === 'purchase' && !step.retold }];
    })
    .toSorted((a, b) => a.at - b.at);
  const sessions = sessionsOf(entries);
  const found = journeysOf(entries, journeys);
  return {
    entries,
    sessions,
    devices: devicesOf([...sessions.values()]),
    journeys: found,
    ends: endsOf(found),
    turns: turnsOf(entries),
  };
}

function endsOf(journeys: JourneyInfo[]): Line['ends'] {
  const ends: Line['ends'] = new Map();
  for (const journey of journeys) {
    if (journey.outcome !== 'converted') continue;
    const closing = journey.entries.filter(({ at }) => at === journey.closedAt);
    const end =
      closing.findLast(({ converts }) => converts) ??
      closing.at(-1) ??
      journey.entries.findLast(({ converts }) => converts);
    if (!end) continue;
    end.converts = true;
    ends.set(end, journey);
  }
  return ends;
}

function turnsOf(entries: Entry[]): Line['turns'] {
  let stage: string | null | undefined;
  return new Set(
    entries.filter(({ step }) => {
      if (!step.stage || step.stage === stage) return false;
      stage = step.stage;
      return true;
    }),
  );
}

function sessionsOf(entries: Entry[]): Map<string, SessionInfo> {
  const sessions = new Map<string, SessionInfo>();
  for (const entry of entries) {
    const { step } = entry;
    if (!step.session) continue;
    const known = sessions.get(step.session);
    if (known) {
      known.entries.push(entry);
      known.channel ??= step.channel ?? undefined;
      known.source ??= sourceText(step);
      continue;
    }
    sessions.set(step.session, {
      id: step.session,
      number: sessions.size + 1,
      channel: step.channel ?? undefined,
      visitor: step.visitor ?? undefined,
      source: sourceText(step),
      entries: [entry],
    });
  }
  return sessions;
}

function sourceText({ source }: Step): string | undefined {
  const name = textAt(source, 'source');
  if (name === undefined || name === '(direct)') return undefined;
  const rest = [textAt(source, 'medium'), textAt(source, 'campaign')];
  return [name, ...rest].filter((part) => part !== undefined && part !== '(none)').join(' / ');
}

function devicesOf(sessions: SessionInfo[]): DeviceInfo[] {
  const devices: DeviceInfo[] = [];
  for (const session of sessions) {
    const { visitor } = session;
    if (visitor === undefined || devices.some((device) => device.visitor === visitor)) continue;
    const actor = session.entries[0]?.step.actor;
    const kind = textAt(actor, 'device');
    const named = [textAt(actor, 'browser'), textAt(actor, 'os')].filter(Boolean).join(', ');
    const label = named || (kind ? humanise(kind) : `Device ${devices.length + 1}`);
    devices.push({ visitor, kind, label });
  }
  return devices;
}

function journeysOf(entries: Entry[], told: Journey[]): JourneyInfo[] {
  const found = new Map<string, JourneyInfo>();
  for (const entry of entries) {
    const id = entry.step.journey;
    if (!id) continue;
    const known = found.get(id);
    if (known) {
      known.entries.push(entry);
      continue;
    }
    const journey = told.find((each) => each.id === id);
    found.set(id, {
      id,
      number: found.size + 1,
      outcome: journey?.outcome ?? '',
      value: journey?.value,
      currency: journey?.currency,
      entries: [entry],
      sessions: journey?.sessions ?? 0,
      seconds: journey?.seconds_to_convert,
      closedAt: toMs(journey?.closed_at),
    });
  }
  for (const journey of found.values()) {
    journey.sessions ||= new Set(
      journey.entries.map(({ step }) => step.session).filter(Boolean),
    ).size;
  }
  return [...found.values()];
}
