import type { Session } from '../history/item.ts';
import { NameBits } from '../history/name-bits.ts';
import { PageNumbers } from '../history/page-numbers.ts';
import { OTHER, pathOf } from './facets.ts';
import { kindOf } from './kinds.ts';
import type { PageGroup, PathsQuery } from './paths-query.ts';

/** Where a path ends, seen forward and seen backward. */
export const EXIT = '(exit)';
export const ENTRY = '(entry)';

/** What is no node. */
export const NONE = -1;

/** Where a journey begins, and what it may lead to. */
export const START = '(start)';
export const CONVERSION = '(conversion)';

const OURS: ReadonlySet<string> = new Set([OTHER, EXIT, ENTRY, START, CONVERSION]);

/** Names of nodes as small numbers: a path is a short list of them. */
export class Labels {
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];

  /** A name that reads like one of ours is put into quotes. */
  id(text: string): number {
    const name = OURS.has(text) ? `"${text}"` : text;
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    this.#ids.set(name, this.#texts.length);
    return this.#texts.push(name) - 1;
  }

  get size(): number {
    return this.#texts.length;
  }

  text(id: number): string {
    return this.#texts[id] ?? '';
  }
}

/** The node an event of a session is, or `NONE`; among pages it is asked of page views alone. */
export type NodeOf = (session: Session, index: number) => number;

export function nodeReader(query: PathsQuery, labels: Labels): NodeOf {
  if (query.nodes === 'page') return pageReader(query.groups, labels);
  const ofName = nodeOfName(query, labels);
  // Stages come from a whole life, not from an event: see paths.ts.
  if (ofName === undefined) return () => NONE;
  const known = new NameBits(new Map(), ofName);
  return (session, index) => known.of(session.names[index] ?? '');
}

function pageReader(groups: readonly PageGroup[], labels: Labels): NodeOf {
  const rules = groups.map(({ name, pattern }) => ({ name, matches: globOf(pattern) }));
  const pages = new PageNumbers((page) => {
    const path = pathOf(page);
    return labels.id(rules.find(({ matches }) => matches(path))?.name ?? path);
  });
  return (session, index) => session.pageNumber(index, pages);
}

/** The node that every event of a name is, or `NONE`. */
export type NodeOfName = (name: string) => number;

/** Undefined where a name does not tell. */
export function nodeOfName(query: PathsQuery, labels: Labels): NodeOfName | undefined {
  if (query.nodes !== 'event') return undefined;
  const wanted = query.events && new Set(query.events);
  const isNode = (name: string): boolean => wanted?.has(name) ?? kindOf(name) !== 'engagement';
  return (name) => (isNode(name) ? labels.id(name) : NONE);
}

/** Whether a whole text is as the pattern has it. `*` stands for anything, slashes too. */
export function globOf(pattern: string): (text: string) => boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return (text) => text === pattern;
  return (text) => {
    if (!text.startsWith(first)) return false;
    let position = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, position);
      if (found < 0) return false;
      position = found + part.length;
    }
    return text.length - last.length >= position && text.endsWith(last);
  };
}
