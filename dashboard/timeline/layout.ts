import type { Entry, JourneyInfo, Line, SessionInfo } from './line.ts';
import { EDGE, placesOf, SILENCE, stretchTo, tailRoom } from './places.ts';

/** Where everything of the drawing stands, in CSS pixels from the left. */
export interface Layout {
  width: number;
  /** Pressed so far that only orders are marked on the segments. */
  dense: boolean;
  lanes: Lane[];
  brackets: Bracket[];
  /** Silences worth naming: between two steps, everywhere on the line. */
  gaps: { x: number; ms: number }[];
  /** Where a new day begins. */
  days: { x: number; at: number }[];
  stages: { x0: number; x1: number; stage: string }[];
}

export interface Lane {
  /** Visitor of a device, or `offline`. */
  key: string;
  segments: Segment[];
  /** Steps outside any session. */
  points: Mark[];
}

export interface Segment {
  session: SessionInfo;
  x0: number;
  x1: number;
  /** How far a label may reach without touching the next segment. */
  room: number;
  marks: Mark[];
}

export interface Mark {
  entry: Entry;
  x: number;
}

export interface Bracket {
  journey: JourneyInfo;
  x0: number;
  x1: number;
  room: number;
}

export const OFFLINE = 'offline';

/** How far a segment reaches beyond its first and last step. */
const CAP = 9;
/** Least space between the ends of two journeys' brackets. */
const APART = 14;

export interface LayoutInput {
  line: Line;
  /** Calendar day of an instant in the site's zone. */
  dayKey: (at: number) => string;
  /** Width there is; the drawing is at least that wide unless it would be stretched too far. */
  available: number;
  /** Press it into the width there is, however long the way. */
  whole?: boolean;
}

export function layoutOf({ line, dayKey, available, whole = false }: LayoutInput): Layout {
  const loose = placesOf(line, stretchTo(line, available));
  const needed = (loose.at(-1) ?? EDGE) + EDGE + tailRoom(line, loose);
  const press = whole && needed > available ? (available - 2 * EDGE) / (needed - 2 * EDGE) : 1;
  const places = press < 1 ? loose.map((x) => EDGE + (x - EDGE) * press) : loose;
  const width = press < 1 ? available : Math.max(available, needed);
  const xOf = new Map(line.entries.map((entry, index) => [entry, places[index] ?? EDGE]));
  const at = (entry: Entry): number => xOf.get(entry) ?? EDGE;
  return {
    width,
    dense: press < 0.6,
    lanes: lanesOf(line, at, { width, cap: Math.max(CAP * press, 3) }),
    brackets: bracketsOf(line.journeys, at, width),
    gaps: gapsOf(line.entries, at),
    days: daysOf(line.entries, at, dayKey),
    stages: stagesOf(line.entries, at, width),
  };
}

interface Space {
  width: number;
  /** How far a segment reaches beyond its first and last step. */
  cap: number;
}

function lanesOf(line: Line, at: (entry: Entry) => number, space: Space): Lane[] {
  const { width, cap } = space;
  const lanes = new Map<string, Lane>(
    line.devices.map(({ visitor }) => [visitor, { key: visitor, segments: [], points: [] }]),
  );
  const laneOf = (key: string): Lane => {
    const lane = lanes.get(key) ?? { key, segments: [], points: [] };
    lanes.set(key, lane);
    return lane;
  };
  for (const session of line.sessions.values()) {
    const marks = session.entries.map((entry) => ({ entry, x: at(entry) }));
    const [x0, x1] = [(marks[0]?.x ?? EDGE) - cap, (marks.at(-1)?.x ?? EDGE) + cap];
    laneOf(session.visitor ?? OFFLINE).segments.push({ session, x0, x1, room: 0, marks });
  }
  for (const entry of line.entries) {
    if (!entry.step.session) laneOf(OFFLINE).points.push({ entry, x: at(entry) });
  }
  for (const { segments } of lanes.values()) {
    for (const [index, segment] of segments.entries()) {
      segment.room = (segments[index + 1]?.x0 ?? width) - segment.x0 - 6;
    }
  }
  return [...lanes.values()];
}

function bracketsOf(
  journeys: JourneyInfo[],
  at: (entry: Entry) => number,
  width: number,
): Bracket[] {
  const brackets = journeys.map((journey): Bracket => {
    const places = journey.entries.map(at);
    return { journey, x0: Math.min(...places) - CAP, x1: Math.max(...places) + CAP, room: 0 };
  });
  for (const [index, bracket] of brackets.entries()) {
    const next = brackets[index + 1]?.x0 ?? width;
    // A conversion and the next journey can share a session, their steps a few pixels apart.
    if (next - bracket.x1 < APART / 2) bracket.x1 = Math.max(next - APART / 2, bracket.x0 + CAP);
    bracket.room = next - bracket.x0 - APART;
  }
  return brackets;
}

function gapsOf(entries: Entry[], at: (entry: Entry) => number): Layout['gaps'] {
  return entries.flatMap((entry, index) => {
    const before = entries[index - 1];
    if (!before || entry.at - before.at <= SILENCE) return [];
    return [{ x: (at(before) + at(entry)) / 2, ms: entry.at - before.at }];
  });
}

function daysOf(
  entries: Entry[],
  at: (entry: Entry) => number,
  dayKey: (at: number) => string,
): Layout['days'] {
  return entries.flatMap((entry, index) => {
    const before = entries[index - 1];
    const same = before !== undefined && dayKey(before.at) === dayKey(entry.at);
    return same ? [] : [{ x: at(entry), at: entry.at }];
  });
}

/** Stretches of one stage; each lasts until the next begins. */
function stagesOf(entries: Entry[], at: (entry: Entry) => number, width: number): Layout['stages'] {
  const stages: Layout['stages'] = [];
  for (const entry of entries) {
    const { stage } = entry.step;
    const last = stages.at(-1);
    if (!stage || stage === last?.stage) continue;
    if (last) last.x1 = at(entry) - CAP;
    stages.push({ stage, x0: at(entry) - CAP, x1: width });
  }
  const end = entries.at(-1);
  const last = stages.at(-1);
  if (last && end) last.x1 = at(end) + CAP;
  return stages;
}
