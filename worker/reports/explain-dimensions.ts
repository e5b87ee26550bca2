import { broughtBy, type Brought, type Sides } from './explain-parts.ts';
import type { ExplainDimension } from './explain-query.ts';
import { Sum, type FacetValues, type Units } from './explain-units.ts';
import { OTHER } from './facets.ts';
import { FACETS, type Facet } from './query.ts';
import { standing } from './risk-difference.ts';

/** Of what stands so much may do so by chance (definitions.md 13). */
export const FALSE_SHARE = 0.1;

/** What fewer had, now and before, is judged by nobody. */
export const FEWEST = 30;

/** One value of a field, or several together. */
export interface Value extends Sides, Brought {
  key: string;
  numbers: readonly number[];
  /** What it brought beyond an even change is more than chance. */
  stands: boolean;
}

/** A way to tell people apart. */
export interface Dimension {
  by: Facet;
  values: Value[];
}

/** Every field's values with what they brought, the field first that concentrates most of the change. */
export function dimensionsOf(
  values: FacetValues,
  { now, before, isCounted }: { now: Units; before: Units; isCounted: boolean },
): Dimension[] {
  const dimensions = values.by.map((by, i): Dimension => {
    const [after, ere] = [now.sums(i, isCounted), before.sums(i, isCounted)];
    const numbers = new Set([...after.byValue.keys(), ...ere.byValue.keys()]);
    const nobody = new Sum();
    const all = Array.from(numbers, (number) => {
      const text = values.text(i, number);
      return valueOf(text === OTHER ? `"${text}"` : text, [number], {
        now: { part: after.byValue.get(number) ?? nobody, whole: after.whole },
        before: { part: ere.byValue.get(number) ?? nobody, whole: ere.whole },
      });
    });
    return { by, values: all.sort(compareValues) };
  });
  const judged = dimensions.flatMap((one) => one.values.filter(isJudged));
  const stands = standing(
    judged.map(({ beyond }) => beyond.p),
    FALSE_SHARE,
  );
  judged.forEach((value, i) => (value.stands = stands[i] ?? false));
  return dimensions.sort(compareDimensions);
}

/** The first of a field's values, and all others as one. */
export function cut(values: readonly Value[], limit: number): Value[] {
  const rest = values.slice(limit);
  const [first] = rest;
  if (first === undefined) return [...values];
  const together = valueOf(
    OTHER,
    rest.flatMap(({ numbers }) => numbers),
    {
      now: { part: sumOf(rest.map(({ now }) => now.part)), whole: first.now.whole },
      before: { part: sumOf(rest.map(({ before }) => before.part)), whole: first.before.whole },
    },
  );
  return [...values.slice(0, limit), together];
}

/** What stands of a field, on the side where that is more. */
export function concentrationOf({ values }: Dimension): number {
  let [up, down] = [0, 0];
  for (const { stands, beyond } of values) {
    if (!stands) continue;
    if (beyond.value > 0) up += beyond.value;
    else down -= beyond.value;
  }
  return Math.max(up, down);
}

/** The value that stands and brought most beyond an even change. */
export function topOf({ values }: Dimension): Value | undefined {
  return values
    .filter(({ stands }) => stands)
    .sort((a, b) => Math.abs(b.beyond.value) - Math.abs(a.beyond.value))[0];
}

/** Where nobody came in one of the ranges nothing changed that somebody could have brought. */
function isJudged({ now, before }: Sides): boolean {
  const isOnBoth = now.whole.of > 0 && before.whole.of > 0;
  return isOnBoth && Math.max(now.part.of, before.part.of) >= FEWEST;
}

function valueOf(key: string, numbers: readonly number[], sides: Sides): Value {
  return { key, numbers, ...sides, ...broughtBy(sides), stands: false };
}

function sumOf(parts: readonly Readonly<Sum>[]): Sum {
  const sum = new Sum();
  for (const part of parts) sum.merge(part);
  return sum;
}

/** By what they contributed, either way. */
function compareValues(a: Value, b: Value): number {
  return (
    Math.abs(b.contribution.value) - Math.abs(a.contribution.value) || (a.key < b.key ? -1 : 1)
  );
}

/** Where nothing stands it is the channel that comes first. */
function compareDimensions(a: Dimension, b: Dimension): number {
  return concentrationOf(b) - concentrationOf(a) || FACETS.indexOf(a.by) - FACETS.indexOf(b.by);
}

/** As the report shows it, in units of the measure. */
export function shownDimension(dimension: Dimension, scale: number): ExplainDimension {
  const { by, values } = dimension;
  const top = topOf(dimension);
  return {
    by,
    values: values.length,
    stand: values.filter(({ stands }) => stands).length,
    concentration: concentrationOf(dimension) * scale,
    top: top
      ? {
          key: top.key,
          contribution: top.contribution.value * scale,
          beyond: top.beyond.value * scale,
        }
      : null,
  };
}
