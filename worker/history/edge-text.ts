import type { Edge } from '../stitch/event.ts';
import type { RowFields } from './text-rows.ts';

/** An edge as edges.read-all.sql has it. */
export function edgeOfText(fields: RowFields): Edge {
  // Written by stitch/side-rows.ts and relate.ts alone.
  const kind = fields.text() as Edge['kind'];
  const at = fields.number();
  const source = fields.text() as Edge['source'];
  const isVerified = fields.number() === 1;
  const edge: Edge = {
    kind,
    a: fields.free(),
    b: fields.free(),
    at,
    source,
    reason: fields.free(),
  };
  if (isVerified) edge.verified = true;
  return edge;
}
