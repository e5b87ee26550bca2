import type { Sides } from './explain-parts.ts';
import { Field, type FieldSides, type Value } from './explain-field.ts';
import type { ExplainDimension } from './explain-query.ts';
import type { FacetValues } from './explain-units.ts';
import { FACETS, type Facet } from './query.ts';
import { standing } from './risk-difference.ts';

/** Of what stands so much may do so by chance (definitions.md 13). */
export const FALSE_SHARE = 0.1;

/** What fewer had, now and before, is judged by nobody. */
export const FEWEST = 30;

/** A way to tell people apart. */
export interface Dimension {
  by: Facet;
  /** Different ones. */
  values: number;
  /** Those of them that enough people had. */
  judged: Value[];
}

/** Every field with what its values brought, the field first that concentrates most of the change. */
export function dimensionsOf(values: FacetValues, sides: FieldSides): Dimension[] {
  const dimensions = values.by.map((by, i): Dimension => {
    const field = new Field(values, i, sides);
    return { by, values: field.size, judged: field.where(isJudged) };
  });
  const judged = dimensions.flatMap((one) => one.judged);
  const stands = standing(
    judged.map(({ beyond }) => beyond.p),
    FALSE_SHARE,
  );
  judged.forEach((value, i) => (value.stands = stands[i] ?? false));
  return dimensions.sort(compareDimensions);
}

/** What stands of a field, on the side where that is more. */
function concentrationOf({ judged }: Dimension): number {
  let [up, down] = [0, 0];
  for (const { stands, beyond } of judged) {
    if (!stands) continue;
    if (beyond.value > 0) up += beyond.value;
    else down -= beyond.value;
  }
  return Math.max(up, down);
}

/** The value that stands and brought most beyond an even change. */
function topOf({ judged }: Dimension): Value | undefined {
  return judged
    .filter(({ stands }) => stands)
    .sort((a, b) => Math.abs(b.beyond.value) - Math.abs(a.beyond.value))[0];
}

/** Where nobody came in one of the ranges nothing changed that somebody could have brought. */
function isJudged({ now, before }: Sides): boolean {
  const isOnBoth = now.whole.of > 0 && before.whole.of > 0;
  return isOnBoth && Math.max(now.part.of, before.part.of) >= FEWEST;
}

/** Where nothing stands it is the channel that comes first. */
function compareDimensions(a: Dimension, b: Dimension): number {
  return concentrationOf(b) - concentrationOf(a) || FACETS.indexOf(a.by) - FACETS.indexOf(b.by);
}

/** As the report shows it, in units of the measure. */
export function shownDimension(dimension: Dimension, scale: number): ExplainDimension {
  const { by, values, judged } = dimension;
  const top = topOf(dimension);
  return {
    by,
    values,
    stand: judged.filter(({ stands }) => stands).length,
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
