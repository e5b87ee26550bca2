/** Which ids belong together, free of the order in which they were joined. */
export class Groups {
  readonly #parent = new Map<string, string>();

  add(id: string): void {
    if (!this.#parent.has(id)) this.#parent.set(id, id);
  }

  join(a: string, b: string): void {
    this.add(a);
    this.add(b);
    const [left, right] = [this.rootOf(a), this.rootOf(b)];
    // The smaller id is the root, so that the root does not tell who came first.
    if (left < right) this.#parent.set(right, left);
    else if (right < left) this.#parent.set(left, right);
  }

  /** One id that stands for the group; an unknown id stands for itself. */
  rootOf(id: string): string {
    let root = id;
    for (let up = this.#parent.get(root); up !== undefined && up !== root;) {
      root = up;
      up = this.#parent.get(root);
    }
    for (let at = id; at !== root;) {
      const up = this.#parent.get(at) ?? root;
      this.#parent.set(at, root);
      at = up;
    }
    return root;
  }

  get isEmpty(): boolean {
    return this.#parent.size === 0;
  }

  has(id: string): boolean {
    return this.#parent.has(id);
  }

  ids(): Iterable<string> {
    return this.#parent.keys();
  }
}
