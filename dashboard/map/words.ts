/** A sentiment, `+1.2` or `−0.5`. */
export function points(value: number): string {
  const shown = Math.abs(value).toFixed(1);
  if (Number(shown) === 0) return shown;
  return `${value > 0 ? '+' : '−'}${shown}`;
}
