/**
 * Symbols by code (symbols.ts): whole columns are looked through for those that are not known, and a `Set`
 * took three times as long. No code is 0.
 */
export class CodeSet {
  #slots = new Int32Array(1_024);
  #size = 0;

  has(code: number): boolean {
    return this.#slots[this.#slotOf(code)] === code;
  }

  add(code: number): void {
    const slot = this.#slotOf(code);
    if (this.#slots[slot] === code) return;
    this.#slots[slot] = code;
    if (++this.#size * 2 > this.#slots.length) this.#grow();
  }

  /** Where a code stands, or would. */
  #slotOf(code: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (Math.imul(code, 0x9e3779b1) >>> 10) & mask;
    while (slots[slot] !== 0 && slots[slot] !== code) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const codes = this.#slots.filter((code) => code !== 0);
    this.#slots = new Int32Array(4 * this.#slots.length);
    this.#size = 0;
    for (const code of codes) this.add(code);
  }
}
