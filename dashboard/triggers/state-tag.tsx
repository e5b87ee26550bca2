import type { JSX } from 'preact';
import type { Site } from '../api/shapes.ts';
import { stateOf, type Trigger } from './triggers.ts';

export function StateTag({ trigger, site }: { trigger: Trigger; site: Site }): JSX.Element {
  const { word, because, isGood } = stateOf(trigger, site);
  const tone = isGood ? 'out-converted' : because === undefined ? 'out-lapsed' : 'out-bad';
  return (
    <span class={`outcome ${tone}`} title={because}>
      {word}
    </span>
  );
}
