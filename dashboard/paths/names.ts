import { humanise } from '../format/words.ts';

/** Whether a node stands for itself, unlike `(other)`, `(exit)`, `(entry)`, `(session start)`. */
export function isOwn(node: string): boolean {
  return !/^\(.*\)$/.test(node);
}

/** As a reader says it; a page keeps its address. */
export function nodeName(node: string, nodes: string): string {
  if (!isOwn(node)) return node === '(exit)' ? 'Left' : humanise(node.slice(1, -1));
  return nodes === 'page' && node.startsWith('/') ? node : humanise(node);
}
