import type { Edge, Event, Line, Quarantined, Traits } from '../stitch/event.ts';
import type { Intake } from '../stitch/intake.ts';
import { ownFirings } from '../stitch/own-firings.ts';

type Part =
  | { kind: 'event'; line: Line; event: Event }
  | { kind: 'edge'; edge: Edge }
  | { kind: 'traits'; traits: Traits }
  | { kind: 'quarantined'; quarantined: Quarantined };

/**
 * An intake in two. Storing is idempotent and free of order, so both together say what the whole did.
 * Undefined where there is nothing to divide.
 */
export function halvesOf(intake: Intake): [Intake, Intake] | undefined {
  const parts = partsOf(intake);
  if (parts.length < 2) return undefined;
  const middle = Math.ceil(parts.length / 2);
  return [intakeFrom(intake, parts.slice(0, middle)), intakeFrom(intake, parts.slice(middle))];
}

function partsOf({ lines, edges, traits, quarantined }: Intake): Part[] {
  return [
    ...lines.flatMap((line) => line.events.map((event): Part => ({ kind: 'event', line, event }))),
    ...edges.map((edge): Part => ({ kind: 'edge', edge })),
    ...traits.map((one): Part => ({ kind: 'traits', traits: one })),
    ...quarantined.map((one): Part => ({ kind: 'quarantined', quarantined: one })),
  ];
}

function intakeFrom({ site, receivedAt, firings }: Intake, parts: readonly Part[]): Intake {
  const intake: Intake = { site, receivedAt, lines: [], edges: [], traits: [], quarantined: [] };
  const lines = new Map<Line, Line>();
  for (const part of parts) {
    if (part.kind === 'event') {
      const line = lines.get(part.line) ?? { ...part.line, events: [] };
      if (!lines.has(part.line)) intake.lines.push(line);
      lines.set(part.line, line);
      line.events.push(part.event);
    } else if (part.kind === 'edge') intake.edges.push(part.edge);
    else if (part.kind === 'traits') intake.traits.push(part.traits);
    else intake.quarantined.push(part.quarantined);
  }
  // Written once the lines are known: each half has those of its own events.
  if (firings !== undefined) intake.firings = ownFirings({ lines: intake.lines, firings });
  return intake;
}
