/** Widths of 11 px text in the pages' typeface, near enough to decide what fits. */
const LETTER = 6.1;

export function widthOf(text: string): number {
  return text.length * LETTER;
}

/** The first of the texts that fits, else the last one cut short; undefined where not even that helps. */
export function fitting(room: number, ...texts: string[]): string | undefined {
  const whole = texts.find((text) => widthOf(text) <= room);
  if (whole !== undefined) return whole;
  const last = Array.from(texts.at(-1) ?? '');
  const letters = Math.floor(room / LETTER) - 1;
  return letters < 3 ? undefined : `${last.slice(0, letters).join('').trimEnd()}…`;
}
