/** Longer input is no slip of the pen, and distance is quadratic. */
const CAP = 64;

/** What SQL, programs and other analytics call our operators. */
const ALIASES: Record<string, string> = {
  '=': 'eq',
  '==': 'eq',
  equals: 'eq',
  is: 'eq',
  '!=': 'neq',
  '<>': 'neq',
  not_equals: 'neq',
  is_not: 'neq',
  '>': 'gt',
  greater: 'gt',
  greater_than: 'gt',
  after: 'gt',
  '>=': 'gte',
  at_least: 'gte',
  '<': 'lt',
  less: 'lt',
  less_than: 'lt',
  before: 'lt',
  '<=': 'lte',
  at_most: 'lte',
  like: 'contains',
  icontains: 'contains',
  begins_with: 'starts_with',
  is_set: 'exists',
  is_not_set: 'exists',
};

/** The known name that was probably meant, if any is near enough. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const word = given.slice(0, CAP).toLowerCase();
  let best: string | undefined;
  let least = Math.max(2, Math.ceil(word.length / 3)) + 1;
  const also = Object.entries(ALIASES).filter(([, name]) => known.includes(name));
  for (const [said, name] of [...known.map((name) => [name, name] as const), ...also]) {
    const apart = distance(word, said.slice(0, CAP).toLowerCase());
    if (apart < least) [best, least] = [name, apart];
  }
  return best;
}

/** Edits between two words: insert, delete, replace, swap of neighbours. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          (last[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (last[j - 1] ?? 0) + same,
          swapped ? (before[j - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
