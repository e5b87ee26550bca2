/**
 * Every way that somebody went, each once and with a number: its nodes stand one after the other in one
 * list, so that a hundred thousand ways are not as many objects.
 */
export class Ways {
  /** How many went each way, how many of them converted, and how many may still go on. */
  readonly people: number[] = [];
  readonly converted: number[] = [];
  readonly open: number[] = [];
  readonly #stride: number;
  /** Of each way its length times two, plus one where it has ended, then its nodes, nearest first. */
  readonly #cells: number[] = [];
  /** Numbers of ways plus one, by what their cells make; 0 where nothing stands. */
  #slots = new Int32Array(1_024);

  constructor(steps: number) {
    this.#stride = steps + 1;
  }

  get size(): number {
    return this.people.length;
  }

  /** Nodes beside the start. */
  length(way: number): number {
    return (this.#cells[way * this.#stride] ?? 0) >> 1;
  }

  /** Nothing followed: it is not merely longer than what is shown. */
  hasEnded(way: number): boolean {
    return ((this.#cells[way * this.#stride] ?? 0) & 1) === 1;
  }

  /** A node by its position; undefined beyond the last. */
  node(way: number, position: number): number | undefined {
    return position < this.length(way) ? this.#cells[way * this.#stride + 1 + position] : undefined;
  }

  nodes(way: number): number[] {
    const first = way * this.#stride + 1;
    return this.#cells.slice(first, first + this.length(way));
  }

  /** The number of a way. */
  of(nodes: readonly number[], hasEnded: boolean): number {
    const head = nodes.length * 2 + Number(hasEnded);
    let hash = head;
    for (const node of nodes) hash = mix(hash, node);
    const mask = this.#slots.length - 1;
    let slot = spread(hash) & mask;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const way = (this.#slots[slot] ?? 0) - 1;
      if (this.#is(way, head, nodes)) return way;
    }
    this.#slots[slot] = this.size + 1;
    return this.#add(head, nodes);
  }

  #is(way: number, head: number, nodes: readonly number[]): boolean {
    const first = way * this.#stride;
    if (this.#cells[first] !== head) return false;
    for (let i = 0; i < nodes.length; i++)
      if (this.#cells[first + 1 + i] !== nodes[i]) return false;
    return true;
  }

  #add(head: number, nodes: readonly number[]): number {
    this.#cells.push(head);
    for (let i = 0; i < this.#stride - 1; i++) this.#cells.push(nodes[i] ?? 0);
    this.converted.push(0);
    this.open.push(0);
    const way = this.people.push(0) - 1;
    if (2 * way > this.#slots.length) this.#grow();
    return way;
  }

  #grow(): void {
    this.#slots = new Int32Array(4 * this.#slots.length);
    const mask = this.#slots.length - 1;
    for (let way = 0; way < this.size; way++) {
      let hash = this.#cells[way * this.#stride] ?? 0;
      for (let i = 0; i < this.length(way); i++) hash = mix(hash, this.node(way, i) ?? 0);
      let slot = spread(hash) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = way + 1;
    }
  }
}

function mix(hash: number, node: number): number {
  return Math.imul(hash ^ node, 0x9e3779b1) ^ (hash >>> 15);
}

/** Low bits choose the slot: they get what the high ones know. */
function spread(hash: number): number {
  return Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 13;
}
