import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How far an import came that did not end, by what was imported with which map into which site. */
export class Bookmark {
  readonly #file: string;

  constructor(folder: string, about: readonly string[]) {
    const name = createHash('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 24);
    this.#file = join(folder, 'imports', name);
  }

  /** Rows that are stored for certain. */
  async rows(): Promise<number> {
    const text = await readFile(this.#file, 'utf8').catch(() => '0');
    return Number(text) || 0;
  }

  /** Whole or not at all: whoever is killed here goes on from where it was before. */
  async keep(rows: number): Promise<void> {
    await mkdir(join(this.#file, '..'), { recursive: true });
    await writeFile(`${this.#file}.new`, `${rows}\n`);
    await rename(`${this.#file}.new`, this.#file);
  }

  async drop(): Promise<void> {
    await rm(this.#file, { force: true });
  }
}
