import type { GlazeId } from '../catalogue.ts';
import { dripper, kettle, teapot } from './brewing.ts';
import { espressoCup, mug, tumbler } from './cups.ts';
import { budVase, lantern, vase } from './home.ts';
import { PALETTES, type Palette } from './palette.ts';
import { bowl, plate, servingBowl } from './table.ts';
import { gradients } from './vessel.ts';

const DRAWINGS: Readonly<Record<string, (palette: Palette) => string>> = {
  'dune-mug': mug,
  'tide-espresso-cup': espressoCup,
  'quarry-tumbler': tumbler,
  'ember-teapot': teapot,
  'plumb-dripper': dripper,
  'basalt-kettle': kettle,
  'horizon-plate': plate,
  'pebble-bowl': bowl,
  'harvest-bowl': servingBowl,
  'reed-vase': vase,
  'bud-vase': budVase,
  lantern,
};

/** The product as an SVG file of its own. */
export function draw(product: string, glaze: GlazeId): string {
  const drawing = DRAWINGS[product];
  if (drawing === undefined) throw new RangeError(`Nobody has drawn ${product}`);
  const palette = PALETTES[glaze];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240">${gradients(palette)}${drawing(palette)}</svg>`;
}

export function drawingPath(product: string, glaze: GlazeId): string {
  return `/shop/art/${product}-${glaze}.svg`;
}
