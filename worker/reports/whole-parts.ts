/** Parts as whole numbers that add up to their whole: the largest fractions are rounded up. */
export function wholeParts(parts: readonly number[], whole: number): number[] {
  const floors = parts.map(Math.floor);
  const left = whole - floors.reduce((sum, part) => sum + part, 0);
  const rest = parts.map((part, i) => ({ i, fraction: part - (floors[i] ?? 0) }));
  rest.sort((a, b) => b.fraction - a.fraction || a.i - b.i);
  for (const { i } of rest.slice(0, Math.max(0, left))) floors[i] = (floors[i] ?? 0) + 1;
  return floors;
}
