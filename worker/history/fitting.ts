/** Characters a statement's texts are meant to have: D1 gives out no value over 2 MB, which is UTF-8. */
const SIZE = 1_200_000;

/** How many rows go into one text: as many as the text before says, and fewer where D1 refuses. */
export class FittingLimit {
  #limit: number;
  readonly #most: number;

  constructor({ first, most }: { first: number; most: number }) {
    this.#limit = Math.min(first, most);
    this.#most = most;
  }

  /** The answer of `read`, which is given the limit, and that limit. */
  async read<T extends { packed: string | null; strings?: string | null }>(
    read: (limit: number) => Promise<T>,
  ): Promise<{ answer: T; limit: number }> {
    const limit = this.#limit;
    try {
      const answer = await read(limit);
      const size = (answer.packed ?? '').length + (answer.strings ?? '').length;
      const each = Math.max(1, size / limit);
      this.#limit = Math.max(1, Math.min(this.#most, 2 * limit, Math.floor(SIZE / each)));
      return { answer, limit };
    } catch (error) {
      if (limit === 1 || !isTooBig(error)) throw error;
      this.#limit = Math.max(1, Math.floor(limit / 8));
      return this.read(read);
    }
  }
}

/** `string or blob too big: SQLITE_TOOBIG` */
function isTooBig(error: unknown): boolean {
  return /too ?big/i.test(String(error));
}
