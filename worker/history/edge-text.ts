import type { Edge } from '../stitch/event.ts';
import { unescapeText } from '../stitch/strings.ts';
import { Fields, ownText } from './fields.ts';

/** The edges of a chunk that came as one text, in their order (edges.read-all.sql). */
export function edgesOfText(text: string): Edge[] {
  const edges: Edge[] = [];
  const fields = new Fields(text);
  while (!fields.done) edges.push(edgeOf(fields));
  return edges;
}

function edgeOf(fields: Fields): Edge {
  // Written by stitch/side-rows.ts and relate.ts alone.
  const kind = fields.text() as Edge['kind'];
  const at = fields.number();
  const source = fields.text() as Edge['source'];
  const isVerified = fields.number() === 1;
  const a = ownText(unescapeText(fields.text()));
  const b = ownText(unescapeText(fields.text()));
  const reason = ownText(unescapeText(fields.text()));
  const edge: Edge = { kind, a, b, at, source, reason };
  if (isVerified) edge.verified = true;
  return edge;
}
