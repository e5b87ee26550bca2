import type { JSX } from 'preact';
import type { Site } from '../api/shapes.ts';
import { At } from './when.tsx';

/** An instant as the API writes it in a sentence. */
const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z)/;

/** A sentence of the API, its instants by the site's clocks. */
export function Said({ text, site }: { text: string; site: Site }): JSX.Element {
  // Whatever the pattern captured stands at odd places.
  const parts = text.split(INSTANT).map((part, index) => {
    return index % 2 === 1 ? <At key={index} at={part} site={site} /> : part;
  });
  return <bdi>{parts}</bdi>;
}
