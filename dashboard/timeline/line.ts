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
  outcome: string;
  value: string | number | null | undefined;
  currency: string | null | undefined;
  entries: Entry[];
  sessions: number;
  seconds: number | null | undefined;
}

/** All that the drawing and the list are made of. */
export interface Line {
  entries: Entry[];
  sessions: Map<string, SessionInfo>;
  devices: DeviceInfo[];
  journeys: JourneyInfo[];
}

/** Puts the steps in order of time (equal times stay as they came) and finds what they belong to. */
export function lineOf(steps: Step[], journeys: Journey[] = []): Line {
  const entries = steps
    .flatMap((step): Entry[] => {
      const at = toMs(step.at);
      return at === undefined ? [] : [{ step, at, key: `${step.visitor ?? ''} ${step.id}` }];
    })
    .toSorted((a, b) => a.at - b.at);
  const sessions = sessionsOf(entries);
  return {
    entries,
    sessions,
    devices: devicesOf([...sessions.values()]),
    journeys: journeysOf(entries, journeys),
  };
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
      outcome: journey?.outcome ?? 'open',
      value: journey?.value,
      currency: journey?.currency,
      entries: [entry],
      sessions: journey?.sessions ?? 0,
      seconds: journey?.seconds_to_convert,
    });
  }
  for (const journey of found.values()) {
    journey.sessions ||= new Set(
      journey.entries.map(({ step }) => step.session).filter(Boolean),
    ).size;
  }
  return [...found.values()];
}
