import { HashTable } from '../history/hash-table.ts';
import { IntList } from '../history/int-list.ts';

/**
 * Every way that somebody went, each once and with a number: its nodes stand one after the other in one
 * list, so that a hundred thousand ways are not as many objects.
 */
export class Ways {
  /** By way, how many went it, how many of them converted, and how many may still go on. */
  readonly people: IntList = new IntList();
  readonly converted: IntList = new IntList();
  readonly open: IntList = new IntList();
  readonly #stride: number;
  /** Of each way its length times two, plus one where it has ended, then its nodes, nearest first. */
  readonly #cells = new IntList();
  #size = 0;
  readonly #table = new HashTable();

  constructor(steps: number) {
    this.#stride = steps + 1;
  }

  get size(): number {
    return this.#size;
  }

  /** Nodes beside the start. */
  length(way: number): number {
    return this.#cells.get(way * this.#stride) >> 1;
  }

  /** Nothing followed: it is not merely longer than what is shown. */
  hasEnded(way: number): boolean {
    return (this.#cells.get(way * this.#stride) & 1) === 1;
  }

  /** A node by its position; undefined beyond the last. */
  node(way: number, position: number): number | undefined {
    return position < this.length(way)
      ? this.#cells.get(way * this.#stride + 1 + position)
      : undefined;
  }

  nodes(way: number): number[] {
    const first = way * this.#stride + 1;
    return Array.from({ length: this.length(way) }, (_, i) => this.#cells.get(first + i));
  }

  /** The number of a way. */
  of(nodes: readonly number[], hasEnded: boolean): number {
    const head = nodes.length * 2 + Number(hasEnded);
    const hash = hashOf(head, nodes);
    const table = this.#table;
    let slot = table.seek(hash);
    for (let way = table.at(slot); way >= 0; way = table.at(slot)) {
      if (this.#is(way, head, nodes)) return way;
      slot = table.seekOn(hash, slot);
    }
    table.put(slot, hash, this.#size);
    return this.#add(head, nodes);
  }

  #is(way: number, head: number, nodes: readonly number[]): boolean {
    const first = way * this.#stride;
    if (this.#cells.get(first) !== head) return false;
    for (let i = 0; i < nodes.length; i++) {
      if (this.#cells.get(first + 1 + i) !== nodes[i]) return false;
    }
    return true;
  }

  #add(head: number, nodes: readonly number[]): number {
    const way = this.#size++;
    const first = way * this.#stride;
    this.#cells.set(first, head);
    for (let i = 0; i < nodes.length; i++) this.#cells.set(first + 1 + i, nodes[i] ?? 0);
    return way;
  }
}

/** Low bits choose the slot: they get what the high ones know. */
function hashOf(head: number, nodes: readonly number[]): number {
  let hash = head;
  for (const node of nodes) hash = Math.imul(hash ^ node, 0x9e3779b1) ^ (hash >>> 15);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
